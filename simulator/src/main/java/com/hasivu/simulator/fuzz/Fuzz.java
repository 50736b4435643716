package com.hasivu.simulator.fuzz;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.simulator.reader.EmulatedFamily;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Feeds frames, good and damaged, in random pieces to a family's decoder. After each the line is
 * quiet for long, as on a counter.
 */
public final class Fuzz {
    private static final long STEP = 10_000;

    /** Of damaged frames, how many may pass a strong check: a CRC of 16 bits lets 1 in 65,536. */
    private static final double STRONG_PASSES = 1.0 / 20_000;

    /**
     * What came of it.
     *
     * @param frames fed; fewer than asked for when a promise broke
     * @param read good frames decoded to their card
     * @param lost good frames not decoded
     * @param wrong damaged frames decoded to another card than the one sent
     * @param refused damaged frames and noise of which nothing was read
     * @param harmless damaged frames whose card was read none the less, rightly
     * @param problem the first broken promise, with what repeats it; empty when all hold
     */
    public record Report(
            String family,
            long frames,
            long read,
            long lost,
            long wrong,
            long refused,
            long harmless,
            String problem) {}

    private final EmulatedFamily family;
    private final long seed;

    public Fuzz(EmulatedFamily family, long seed) {
        this.family = family;
        this.seed = seed;
    }

    /**
     * @param progress told now and then how many frames are through
     */
    public Report run(long frames, LongConsumer progress) {
        var tally = new Tally();
        long done = 0;
        while (done < frames && tally.problem.isEmpty()) {
            one(done++, tally);
            if (done % STEP == 0) {
                progress.accept(done);
            }
        }
        tally.judge(family.check());
        return tally.report(family.kind(), done);
    }

    /** Frame {@code n} of this seed: the same each time, whatever came before. */
    private void one(long n, Tally tally) {
        var random = new SplittableRandom(seed * 1_000_003 + n);
        CardId card = family.card(random);
        byte[] good = family.frame(card);
        Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
        byte[] bytes = damage.to(good, random);
        List<CardRead> reads;
        try {
            reads = decode(bytes, random);
        } catch (RuntimeException e) {
            tally.fail("frame %d, %s, threw %s: %s".formatted(n, damage, e, hex(bytes)));
            return;
        }
        boolean right =
                !reads.isEmpty() && reads.stream().allMatch(r -> r.form().mayMean(r.card(), card));
        if (damage.leavesFrameWhole()) {
            if (right) {
                tally.read++;
            } else if (damage == Damage.NONE) {
                tally.fail("frame %d was good and was not read: %s".formatted(n, hex(bytes)));
            } else {
                tally.lost++; // noise that looks like the head of a longer frame may cost one
            }
            return;
        }
        if (reads.isEmpty()) {
            tally.refused++;
        } else if (right) {
            tally.harmless++;
        } else {
            tally.wrong++;
            if (damage == Damage.ONE_BIT && family.check() != EmulatedFamily.Check.NONE) {
                tally.fail(
                        "frame %d with one flipped bit was read as another card: %s"
                                .formatted(n, hex(bytes)));
            }
        }
    }

    private List<CardRead> decode(byte[] bytes, SplittableRandom random) {
        FrameDecoder decoder = ReaderDrivers.byKind(family.kind()).orElseThrow().decoder();
        List<Decoded> found = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(bytes.length));
            found.addAll(decoder.feed(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        found.addAll(decoder.finish());
        return found.stream()
                .filter(Decoded.Card.class::isInstance)
                .map(d -> ((Decoded.Card) d).read())
                .toList();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
    }

    private static final class Tally {
        private long read;
        private long lost;
        private long wrong;
        private long refused;
        private long harmless;
        private String problem = "";

        void fail(String what) {
            problem = what;
        }

        void judge(EmulatedFamily.Check check) {
            long damaged = wrong + refused + harmless;
            boolean weak = wrong > 1 + damaged * STRONG_PASSES;
            if (problem.isEmpty() && check == EmulatedFamily.Check.STRONG && weak) {
                problem = "%d of %d damaged frames passed a strong check".formatted(wrong, damaged);
            }
        }

        Report report(String family, long frames) {
            return new Report(family, frames, read, lost, wrong, refused, harmless, problem);
        }
    }
}

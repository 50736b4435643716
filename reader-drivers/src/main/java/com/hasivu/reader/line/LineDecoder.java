package com.hasivu.reader.line;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A family's codec as a {@link FrameDecoder}: the same framer as the open reader's, without a
 * machine.
 */
public final class LineDecoder<F> implements FrameDecoder {
    private final Framer<F> framer;
    private final Function<F, List<CardRead>> reads;

    /**
     * @param reads the cards a frame tells of; mostly none or one
     */
    public LineDecoder(Codec<F> codec, Function<F, List<CardRead>> reads) {
        this.framer = new Framer<>(codec);
        this.reads = reads;
    }

    @Override
    public List<Decoded> feed(byte[] bytes) {
        return decoded(framer.feed(bytes, 0));
    }

    @Override
    public List<Decoded> finish() {
        return decoded(framer.stalled());
    }

    private static Decoded decoded(CardRead read, Framer.Piece<?> piece) {
        return read.isMadeUp()
                ? new Decoded.Rejected(CardRead.MADE_UP, piece.at(), piece.bytes())
                : new Decoded.Card(read, piece.at());
    }

    private List<Decoded> decoded(List<Framer.Piece<F>> pieces) {
        List<Decoded> decoded = new ArrayList<>();
        for (Framer.Piece<F> piece : pieces) {
            if (piece.input() instanceof Input.Received<F>(var frame, var received)) {
                reads.apply(frame).forEach(read -> decoded.add(decoded(read, piece)));
            } else if (piece.input() instanceof Input.Dropped<F>(var why, var count)) {
                decoded.add(new Decoded.Rejected(why, piece.at(), count));
            }
        }
        return decoded;
    }
}

package com.hasivu.simulator.reader.wedge;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A USB reader that types like a keyboard, as its input device tells: the last four bytes of a card
 * as ten decimal digits and Enter, once each time a card comes. Source: docs/readers/wedge.md.
 *
 * <p>Threading: one daemon thread types; the methods may be called from any.
 */
public final class WedgeEmulator implements EmulatedReader {
    private static final int TYPED_BYTES = 4;

    private final Cable cable;
    private volatile Optional<Duration> repeat;
    private final Thread typist;
    private final Object hand = new Object();
    private volatile Optional<CardId> card = Optional.empty();
    private volatile boolean fresh; // held since the last line was typed
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes, that types a card once. */
    public static WedgeEmulator at(Path device, Pacing pacing) {
        return new WedgeEmulator(Cable.pty(device, pacing), Optional.empty());
    }

    /** A reader that types a card again and again while it is held. */
    public static WedgeEmulator repeating(Path device, Duration every) {
        return new WedgeEmulator(Cable.pty(device, Pacing.AT_ONCE), Optional.of(every));
    }

    private WedgeEmulator(Cable cable, Optional<Duration> repeat) {
        this.cable = cable;
        this.repeat = repeat;
        typist = Thread.ofPlatform().daemon().name("emulated wedge").start(this::run);
    }

    /** The events of one line for a card of 4 or 5 bytes, typed just now. */
    public static byte[] frame(CardId card) {
        return Keyboard.typed(digits(card), now());
    }

    private static String digits(CardId card) {
        byte[] id = card.bytes();
        if (id.length != TYPED_BYTES && id.length != TYPED_BYTES + 1) {
            throw new IllegalArgumentException(
                    "a card typed in ten digits has 4 or 5 bytes, %s has %d"
                            .formatted(card, id.length));
        }
        byte[] tail = Arrays.copyOfRange(id, id.length - TYPED_BYTES, id.length);
        return "%010d".formatted(new BigInteger(1, tail));
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            Optional<CardId> held = takeFresh();
            if (held.isPresent() && cable.isPlugged()) {
                cable.write(frame(held.get()), delivery);
                next += repeat.orElse(Duration.ZERO).toNanos();
                while (!closed && next - System.nanoTime() > 0) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } else {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // present unparks
                next = System.nanoTime();
            }
        }
    }

    /** The card to type; that it came is told once, unless this reader repeats. */
    private Optional<CardId> takeFresh() {
        synchronized (hand) {
            if (!fresh && repeat.isEmpty()) {
                return Optional.empty();
            }
            fresh = false;
            return card;
        }
    }

    /** From now on a held card is typed again so often. */
    public void repeatEvery(Duration pause) {
        repeat = Optional.of(pause);
    }

    /** Types any line of digits, capital letters and commas, as some other reader would. */
    public void type(String line) {
        cable.write(Keyboard.typed(line, now()), delivery);
    }

    @Override
    public String device() {
        return cable.device();
    }

    @Override
    public void present(CardId held) {
        digits(held); // refuses a card of another family
        synchronized (hand) {
            card = Optional.of(held);
            fresh = true;
        }
        LockSupport.unpark(typist);
    }

    @Override
    public void remove() {
        synchronized (hand) {
            card = Optional.empty();
            fresh = false;
        }
    }

    @Override
    public void noise(byte[] bytes) {
        cable.write(bytes);
    }

    @Override
    public void deliver(Delivery wanted) {
        delivery = wanted;
    }

    @Override
    public void unplug() {
        cable.pull();
    }

    /** From power on the reader sees a card that lies there as one that comes. */
    @Override
    public void plugIn() {
        cable.plugIn();
        synchronized (hand) {
            fresh = card.isPresent();
        }
        LockSupport.unpark(typist);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(typist);
        cable.close();
    }
}

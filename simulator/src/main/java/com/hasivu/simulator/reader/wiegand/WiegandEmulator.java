package com.hasivu.simulator.reader.wiegand;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.bus.GpioBus;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A Wiegand reader on a bus socket: pulls D0 or D1 low for each bit, once for each card that is
 * held to it, or again and again while it is there. Sources: docs/readers/wiegand.md.
 *
 * <p>What travels is written as text, here and in {@link Delivery}: {@code 0} and {@code 1} are
 * pulses, a line end is the pause that ends a frame, anything else is a disturbance that pulls both
 * lines.
 *
 * <p>Threading: one daemon thread pulses; the methods may be called from any.
 */
public final class WiegandEmulator implements EmulatedReader {
    /** How often a reader of the repeating kind sends. */
    public static final Duration REPEAT = Duration.ofMillis(60);

    /** From one pulse to the next, as most readers pace them. */
    private static final long BIT_NANOS = 1_000_000;

    /** From one line to the other, when both are disturbed. */
    private static final long SKEW_NANOS = 5_000;

    private static final long PAUSE_NANOS = 50_000_000;
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);

    private final GpioBus bus;
    private final Pacing pacing;
    private final boolean repeats;
    private final Thread sender;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean powered = true;
    private volatile boolean closed;

    private WiegandEmulator(Path path, Pacing pacing, boolean repeats) {
        this.bus = GpioBus.at(path);
        this.pacing = pacing;
        this.repeats = repeats;
        sender = Thread.ofPlatform().daemon().name("emulated wiegand").start(this::run);
    }

    /** A reader that sends a card once, behind the socket file it makes. */
    public static WiegandEmulator at(Path path, Pacing pacing) {
        return new WiegandEmulator(path, pacing, false);
    }

    /** A reader that sends a held card every {@link #REPEAT}; pulses are there at once. */
    public static WiegandEmulator repeatingAt(Path path) {
        return new WiegandEmulator(path, Pacing.AT_ONCE, true);
    }

    /**
     * The pulses for a card of 3 (26 bits), 4 (34) or 5 bytes (37): even parity over the first half
     * of the data, the data, odd parity over the last half, a pause.
     */
    public static byte[] frame(CardId card) {
        byte[] id = card.bytes();
        int half =
                switch (id.length) {
                    case 3 -> 12;
                    case 4 -> 16;
                    case 5 -> 18;
                    default -> throw wrong(card);
                };
        StringBuilder data = new StringBuilder();
        for (byte b : id) {
            data.append(Integer.toBinaryString((b & 0xFF) | 0x100), 1, 9);
        }
        if (id.length == 5) {
            if (!data.substring(0, 5).equals("00000")) {
                throw wrong(card);
            }
            data.delete(0, 5);
        }
        long evens = ones(data.substring(0, half));
        long odds = ones(data.substring(data.length() - half));
        return (evens % 2 + data.toString() + (odds + 1) % 2 + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static long ones(String bits) {
        return bits.chars().filter(bit -> bit == '1').count();
    }

    private static IllegalArgumentException wrong(CardId card) {
        return new IllegalArgumentException(
                "a Wiegand reader tells 3, 4 or 5 bytes, of 5 only the last 35 bits; %s does not fit"
                        .formatted(card));
    }

    private void run() {
        Optional<CardId> sent = Optional.empty();
        while (!closed) {
            Optional<CardId> now = card;
            if (now.isPresent() && powered && bus.isInUse() && (repeats || !now.equals(sent))) {
                send(frame(now.get()));
            }
            sent = powered && bus.isInUse() ? now : Optional.empty();
            LockSupport.parkNanos(repeats ? REPEAT.toNanos() : BETWEEN_PIECES.toNanos());
        }
    }

    private synchronized void send(byte[] frame) {
        bus.pass(PAUSE_NANOS); // nothing was sent for so long
        boolean first = true;
        for (byte[] piece : delivery.pieces(frame)) {
            if (!first) {
                LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
                bus.pass(BETWEEN_PIECES.toNanos());
            }
            first = false;
            pulse(piece);
        }
    }

    private void pulse(byte[] symbols) {
        for (byte symbol : symbols) {
            boolean pause = symbol == '\n';
            if (pacing != Pacing.AT_ONCE) {
                LockSupport.parkNanos(pause ? PAUSE_NANOS : BIT_NANOS);
            }
            bus.pass(pause ? PAUSE_NANOS : BIT_NANOS);
            if (symbol == '0' || symbol == '1') {
                bus.fall(symbol == '1');
            } else if (!pause) {
                bus.fall(false);
                bus.pass(SKEW_NANOS);
                bus.fall(true);
            }
        }
    }

    /** A key of a keypad: 4 bits. */
    public synchronized void key(int number) {
        bus.pass(PAUSE_NANOS);
        String bits = Integer.toBinaryString((number & 0xF) | 0x10).substring(1);
        pulse((bits + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String device() {
        return bus.device();
    }

    @Override
    public void present(CardId held) {
        frame(held); // refuses a card of another family
        card = Optional.of(held);
        LockSupport.unpark(sender);
    }

    @Override
    public void remove() {
        card = Optional.empty();
    }

    @Override
    public synchronized void noise(byte[] bytes) {
        pulse(bytes);
    }

    @Override
    public void deliver(Delivery wanted) {
        delivery = wanted;
    }

    @Override
    public void unplug() {
        powered = false;
        bus.pull();
    }

    @Override
    public void plugIn() {
        bus.plugIn();
        powered = true;
    }

    @Override
    public void close() {
        closed = true;
        bus.close();
        LockSupport.unpark(sender);
    }
}

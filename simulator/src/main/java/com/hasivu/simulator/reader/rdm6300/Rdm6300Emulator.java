package com.hasivu.simulator.reader.rdm6300;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * An RDM6300: says nothing without a card, repeats its frame while one is there. Source:
 * docs/readers/rdm6300.md.
 *
 * <p>Threading: one daemon thread sends; the methods may be called from any.
 */
public final class Rdm6300Emulator implements EmulatedReader {
    /** As the module repeats. */
    public static final Duration REPEAT = Duration.ofMillis(65);

    private final Cable cable;
    private final Thread sender;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes; bytes arrive at once. */
    public static Rdm6300Emulator at(Path device) {
        return at(device, Pacing.AT_ONCE);
    }

    /** As {@link #at(Path)}, with bytes no faster than the line. */
    public static Rdm6300Emulator at(Path device, Pacing pacing) {
        return new Rdm6300Emulator(device, pacing);
    }

    private Rdm6300Emulator(Path device, Pacing pacing) {
        cable = Cable.pty(device, pacing);
        sender = Thread.ofPlatform().daemon().name("emulated rdm6300").start(this::send);
    }

    /** The frame for a card of 5 bytes: 02, 12 hex digits in ASCII, 03. */
    public static byte[] frame(CardId card) {
        byte[] id = card.bytes();
        if (id.length != 5) {
            throw new IllegalArgumentException(
                    "an EM4100 card has 5 bytes, %s has %d".formatted(card, id.length));
        }
        int xor = 0;
        for (byte b : id) {
            xor ^= b & 0xFF;
        }
        return "\u0002%s%02X\u0003".formatted(card.hex(), xor).getBytes(StandardCharsets.US_ASCII);
    }

    private void send() {
        long next = System.nanoTime();
        while (!closed) {
            Optional<CardId> now = card;
            if (now.isPresent() && cable.isPlugged()) {
                cable.write(frame(now.get()), delivery);
                next += REPEAT.toNanos();
                while (!closed && next - System.nanoTime() > 0) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } else {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // present and plugIn unpark
                next = System.nanoTime();
            }
        }
    }

    @Override
    public String device() {
        return cable.device();
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

    @Override
    public void plugIn() {
        cable.plugIn();
        LockSupport.unpark(sender);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sender);
        cable.close();
    }
}

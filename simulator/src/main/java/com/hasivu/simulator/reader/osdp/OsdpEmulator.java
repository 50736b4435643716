package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.osdp.HostFrames.Heard;
import com.hasivu.simulator.reader.osdp.HostFrames.HostFrame;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * An OSDP reader (peripheral device) on its line: quiet until asked, one reply to each command, the
 * same reply to the same command again. Cards wait in its memory until a poll asks for them.
 * Source: SIA OSDP 2.2, sections 5 to 7, and captures in docs/readers/osdp.md.
 *
 * <p>Threading: one daemon thread is the reader; the methods may be called from any.
 */
public final class OsdpEmulator implements EmulatedReader, EchoingLine {
    /** The reader's turn, so that bytes and cards are seen soon after they come. */
    private static final Duration TURN = Duration.ofMillis(2);

    /** Half a frame is forgotten after this. */
    private static final long STALL_NANOS = 100_000_000;

    /** Without a command for so long the reader is on its own and forgets the station. */
    private static final long OFFLINE_NANOS = 8_000_000_000L;

    private final Cable cable;
    private final Object reader = new Object();
    private final HostFrames host = new HostFrames();
    private final ReaderLogic logic;
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes; bytes arrive at once. */
    public static OsdpEmulator at(Path device, OsdpOptions options) {
        return at(device, options, Pacing.AT_ONCE);
    }

    /** As {@link #at(Path, OsdpOptions)}, with bytes no faster than the line. */
    public static OsdpEmulator at(Path device, OsdpOptions options, Pacing pacing) {
        return new OsdpEmulator(device, options, pacing);
    }

    private OsdpEmulator(Path device, OsdpOptions options, Pacing pacing) {
        logic = new ReaderLogic(options);
        cable = Cable.pty(device, pacing);
        Thread.ofPlatform().daemon().name("emulated osdp").start(this::run);
    }

    private void run() {
        long lastByte = System.nanoTime();
        while (!closed) {
            if (!cable.isPlugged()) {
                LockSupport.parkNanos(TURN.toNanos());
                continue;
            }
            byte[] bytes = cable.read(TURN);
            long now = System.nanoTime();
            synchronized (reader) {
                if (bytes.length > 0) {
                    lastByte = now;
                } else if (now - lastByte > STALL_NANOS) {
                    host.forget();
                }
                if (now - lastByte > OFFLINE_NANOS) {
                    logic.forgetStation();
                }
                logic.look(now);
                for (Heard heard : host.hear(bytes)) {
                    reply(heard, now).ifPresent(this::send);
                }
            }
        }
    }

    private Optional<ReaderLogic.Said> reply(Heard heard, long now) {
        return switch (heard) {
            case Heard.Whole(HostFrame frame) -> logic.hear(frame, now);
            case Heard.Damaged(var address, var sequence, var crc) ->
                    logic.hearDamaged(address, sequence, crc);
        };
    }

    private void send(ReaderLogic.Said said) {
        if (!mute) {
            cable.write(said.frame(), said.card() ? delivery : Delivery.PLAIN);
        }
    }

    /** A reply in clear that tells of a card: of address 0, by a poll with sequence number 1. */
    static byte[] frame(CardId card) {
        byte[] content = Wire.reply(0, 1, true, new byte[0], 0x50, CardBits.wiegand(card), 0);
        return Wire.checked(content, true);
    }

    /** Power fails for a moment: the reader forgets all; the cable stays. */
    public void brownOut() {
        synchronized (reader) {
            host.forget();
            logic.powerOn();
        }
    }

    /** The reader hangs, or its wires are off: it says nothing until told otherwise. */
    public void mute(boolean silent) {
        mute = silent;
    }

    /** It asks for time instead of the next replies. */
    public void busy(int replies) {
        synchronized (reader) {
            logic.busy(replies);
        }
    }

    /** It sends the reply before instead of the next ones, with its old sequence number. */
    public void oldReplies(int replies) {
        synchronized (reader) {
            logic.oldReplies(replies);
        }
    }

    /** Someone on the line speaks in its place, without the channel. */
    public void inClear(int replies) {
        synchronized (reader) {
            logic.inClear(replies);
        }
    }

    /** The colour its lamp shows now, for example {@code green}; {@code black} is off. */
    public String lamp() {
        synchronized (reader) {
            return logic.lamp(System.nanoTime());
        }
    }

    /** How often its buzzer was made to sound since power on. */
    public int beeps() {
        synchronized (reader) {
            return logic.beeps();
        }
    }

    /** A card passes: held for a moment, told once. */
    public void tap(CardId card) {
        synchronized (reader) {
            logic.enqueue(card);
        }
    }

    @Override
    public void echo(boolean on) {
        cable.echo(on);
    }

    @Override
    public String device() {
        return cable.device();
    }

    @Override
    public void present(CardId held) {
        synchronized (reader) {
            logic.present(Optional.of(held), System.nanoTime());
        }
    }

    @Override
    public void remove() {
        synchronized (reader) {
            logic.present(Optional.empty(), System.nanoTime());
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

    @Override
    public void plugIn() {
        brownOut();
        cable.plugIn();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
    }
}

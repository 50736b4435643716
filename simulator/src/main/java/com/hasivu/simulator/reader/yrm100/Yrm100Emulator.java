package com.hasivu.simulator.reader.yrm100;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.yrm100.M100HostFrames.Heard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A module on the M100 chip: idle after power on at full power; polls when told to, and tells each
 * round, with a tag or without; while it polls it hears nothing but stop. Source: M100 command set
 * and docs/readers/yrm100.md.
 *
 * <p>Threading: one daemon thread is the module; the methods may be called from any.
 */
public final class Yrm100Emulator implements EmulatedReader, EchoingLine {
    /** As near a counter's antenna as a card is held. */
    public static final int HELD_DBM = -41;

    private static final int LEAST_CENTI_DBM = 1800;
    private static final int MOST_CENTI_DBM = 2600;
    private static final int NO_TAG = 0x15;
    private static final int COMMAND_ERROR = 0x17;
    private static final Duration ROUND = Duration.ofMillis(25);

    private final Cable cable;
    private final Object module = new Object();
    private final Map<CardId, Integer> neighbours = new ConcurrentHashMap<>();
    private M100HostFrames host = new M100HostFrames();
    private int power = MOST_CENTI_DBM;
    private int region = 0x01;
    private int rounds;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes; bytes arrive at once. */
    public static Yrm100Emulator at(Path device) {
        return at(device, Pacing.AT_ONCE);
    }

    /** As {@link #at(Path)}, with bytes no faster than the line. */
    public static Yrm100Emulator at(Path device, Pacing pacing) {
        return new Yrm100Emulator(device, pacing);
    }

    private Yrm100Emulator(Path device, Pacing pacing) {
        cable = Cable.pty(device, pacing);
        Thread.ofPlatform().daemon().name("emulated yrm100").start(this::run);
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            if (!cable.isPlugged()) {
                LockSupport.parkNanos(ROUND.toNanos());
                next = System.nanoTime();
                continue;
            }
            byte[] bytes = cable.read(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            synchronized (module) {
                host.hear(bytes).forEach(this::hear);
                if (System.nanoTime() - next >= 0) {
                    next = System.nanoTime() + ROUND.toNanos();
                    if (bytes.length == 0) {
                        host.forget();
                    }
                    poll();
                }
            }
        }
    }

    private void poll() {
        if (rounds == 0) {
            return;
        }
        rounds--;
        round();
    }

    /** One inventory: every tag in the field once, or that there is none. */
    private void round() {
        Optional<CardId> held = card;
        if (held.isEmpty() && neighbours.isEmpty()) {
            say(M100Frames.failure(NO_TAG));
            return;
        }
        neighbours.forEach((epc, dbm) -> say(M100Frames.tag(epc, dbm)));
        if (held.isPresent() && !mute) {
            cable.write(M100Frames.tag(held.get(), HELD_DBM), delivery);
        }
    }

    private void hear(Heard heard) {
        switch (heard) {
            case Heard.Malformed malformed -> say(M100Frames.failure(COMMAND_ERROR));
            case Heard.Command(var code, var data) when code == 0x28 && data.length == 0 -> {
                rounds = 0;
                say(M100Frames.response(0x28, 0));
            }
            case Heard.Command busy when rounds > 0 -> {}
            case Heard.Command(var code, var data) -> obey(code, data);
        }
    }

    private void obey(int code, byte[] data) {
        switch (code << 8 | data.length) { // a command of another length is none
            case 0x03_01 -> say(data[0] == 0 ? info() : M100Frames.failure(COMMAND_ERROR));
            case 0x22_00 -> round();
            case 0x27_03 -> rounds = word(data, 1);
            case 0x07_01 -> {
                region = data[0];
                say(M100Frames.response(0x07, 0));
            }
            case 0x08_00 -> say(M100Frames.response(0x08, region));
            case 0xB6_02 -> setPower(word(data, 0));
            case 0xB7_00 -> say(M100Frames.response(0xB7, power >> 8, power));
            default -> say(M100Frames.failure(COMMAND_ERROR));
        }
    }

    private void setPower(int centiDbm) {
        if (centiDbm < LEAST_CENTI_DBM || centiDbm > MOST_CENTI_DBM) {
            say(M100Frames.failure(COMMAND_ERROR));
            return;
        }
        power = centiDbm;
        say(M100Frames.response(0xB6, 0));
    }

    static byte[] info() {
        return M100Frames.info(0, "M100 26dBm V1.0");
    }

    private static int word(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }

    private void say(byte[] frame) {
        if (!mute) {
            cable.write(frame);
        }
    }

    /** Somebody in the queue holds a tag too. */
    public void neighbour(CardId epc, int dbm) {
        M100Frames.tag(epc, dbm); // refuses a number that is no EPC
        neighbours.put(epc, dbm);
    }

    /** Transmit power now, in 1/100 dBm. */
    public int power() {
        synchronized (module) {
            return power;
        }
    }

    /** Power fails for a moment: the module is idle, at full power; the cable stays. */
    public void brownOut() {
        synchronized (module) {
            host = new M100HostFrames();
            power = MOST_CENTI_DBM;
            region = 0x01;
            rounds = 0;
        }
    }

    /** The module hangs, or its transmit wire is off: it says nothing until told otherwise. */
    public void mute(boolean silent) {
        mute = silent;
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
        M100Frames.tag(held, HELD_DBM); // refuses a card of another family
        card = Optional.of(held);
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
        brownOut();
        cable.plugIn();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
    }
}

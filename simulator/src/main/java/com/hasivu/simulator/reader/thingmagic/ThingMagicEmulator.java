package com.hasivu.simulator.reader.thingmagic;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A ThingMagic module: says which firmware it runs when it gets power, wants protocol, region,
 * antenna and power set, then reads until stopped, or into its buffer when asked. Source: Mercury
 * API and captures in docs/readers/thingmagic.md.
 *
 * <p>Threading: one daemon thread is the module; the methods may be called from any.
 */
public final class ThingMagicEmulator implements EmulatedReader, EchoingLine {
    /** Which module, with the answers of real ones. */
    public enum Model {
        /** Boots by itself and says so; reads continuously. */
        M6E_NANO("14120800" + "30000002" + "20190923" + "01090202" + "00000010", 0, 2700),
        /** Waits in its boot loader; reads only when asked. */
        M5E_COMPACT("07102300" + "01000003" + "20141007" + "01070209" + "00000010", 1000, 2300);

        private final String version;
        private final int leastPower;
        private final int mostPower;

        Model(String version, int leastPower, int mostPower) {
            this.version = version;
            this.leastPower = leastPower;
            this.mostPower = mostPower;
        }
    }

    private static final int VERSION = 0x03;
    private static final int BOOT = 0x04;
    private static final int PROGRAM = 0x0C;
    private static final int READ = 0x22;
    private static final int GET_BUFFER = 0x29;
    private static final int CLEAR_BUFFER = 0x2A;
    private static final int CONTINUOUS = 0x2F;

    private static final int WRONG_LENGTH = 0x0100;
    private static final int UNKNOWN_OP = 0x0101;
    private static final int NOT_IMPLEMENTED = 0x0102;
    private static final int POWER_TOO_HIGH = 0x0103;
    private static final int WRONG_VALUE = 0x0105;
    private static final int POWER_TOO_LOW = 0x0106;
    private static final int WRONG_REGION = 0x010B;
    private static final int NO_TAG = 0x0400;
    private static final int NO_PROTOCOL = 0x0401;
    private static final int NO_ANTENNA = 0x0507;

    /** A held tag is told so often. */
    private static final Duration ROUND = Duration.ofMillis(50);

    private static final Duration TURN = Duration.ofMillis(2);
    private static final int CLOSE_DBM = -45;
    private static final List<Integer> REGIONS = List.of(1, 4, 8, 13);
    private static final byte[] ALL_RECORDS = {0x01, (byte) 0xFF};

    private final Cable cable;
    private final Model model;
    private final Object module = new Object();
    private MercuryFrames host = new MercuryFrames();
    private boolean booted;
    private boolean protocolSet;
    private boolean regionSet;
    private boolean antennaSet;
    private int power;
    private boolean reading;
    private long keepAliveNanos;
    private long nextRound;
    private long nextKeepAlive;
    private Optional<CardId> buffer = Optional.empty();
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** A Nano behind {@code device}, a link it makes; bytes arrive at once. */
    public static ThingMagicEmulator at(Path device) {
        return at(device, Model.M6E_NANO, Pacing.AT_ONCE);
    }

    /** As {@link #at(Path)}, any model, with bytes no faster than {@code pacing}. */
    public static ThingMagicEmulator at(Path device, Model model, Pacing pacing) {
        return new ThingMagicEmulator(device, model, pacing);
    }

    private ThingMagicEmulator(Path device, Model model, Pacing pacing) {
        this.model = model;
        cable = Cable.pty(device, pacing);
        powerOn();
        Thread.ofPlatform().daemon().name("emulated thingmagic").start(this::run);
    }

    private void run() {
        while (!closed) {
            if (!cable.isPlugged()) {
                LockSupport.parkNanos(TURN.toNanos());
                continue;
            }
            byte[] bytes = cable.read(TURN);
            synchronized (module) {
                host.hear(bytes).forEach(this::obey);
                if (reading) {
                    read(System.nanoTime());
                }
            }
        }
    }

    private void obey(MercuryFrames.Command command) {
        int op = command.op();
        byte[] data = command.data();
        if (op == CONTINUOUS) {
            continuous(data);
            return;
        }
        if (reading) {
            return; // hears nothing but a stop
        }
        switch (op) {
            case VERSION -> answer(op, 0, hex(model.version));
            case PROGRAM -> answer(op, 0, new byte[] {(byte) (booted ? 0x12 : 0x11)});
            case BOOT -> boot();
            default -> {
                if (booted) {
                    firmware(op, data);
                } else {
                    refuse(op, UNKNOWN_OP);
                }
            }
        }
    }

    private void boot() {
        if (booted) {
            refuse(BOOT, UNKNOWN_OP);
        } else {
            booted = true;
            answer(BOOT, 0, hex(model.version));
        }
    }

    private void firmware(int op, byte[] data) {
        switch (op) {
            case 0x62 -> answer(op, 0, join(new byte[] {1}, two(power), limits()));
            case 0x91 -> {
                boolean known = Arrays.equals(data, new byte[] {2, 1, 1});
                antennaSet |= known;
                refuse(op, known ? 0 : NO_ANTENNA);
            }
            case 0x92 -> power(data);
            case 0x93 -> {
                boolean gen2 = Arrays.equals(data, new byte[] {0, 5});
                protocolSet |= gen2;
                refuse(op, gen2 ? 0 : WRONG_VALUE);
            }
            case 0x97 -> {
                boolean known = data.length == 1 && REGIONS.contains((int) data[0]);
                regionSet |= known;
                refuse(op, known ? 0 : WRONG_REGION);
            }
            case 0x9A -> refuse(op, data.length == 3 && data[0] == 1 ? 0 : WRONG_LENGTH);
            case CLEAR_BUFFER -> {
                buffer = Optional.empty();
                refuse(op, 0);
            }
            case READ -> search(data);
            case GET_BUFFER -> {
                byte[] records = buffer.map(ThingMagicEmulator::record).orElse(new byte[0]);
                byte count = (byte) buffer.stream().count();
                send(
                        MercuryFrames.answer(
                                op, 0, join(ALL_RECORDS, new byte[] {0, count}, records)),
                        buffer.isPresent() ? delivery : Delivery.PLAIN);
            }
            default -> refuse(op, UNKNOWN_OP);
        }
    }

    private void power(byte[] data) {
        int wanted = data.length == 2 ? (data[0] & 0xFF) << 8 | data[1] & 0xFF : -1;
        if (wanted < 0) {
            refuse(0x92, WRONG_LENGTH);
        } else if (wanted < model.leastPower) {
            refuse(0x92, POWER_TOO_LOW);
        } else if (wanted > model.mostPower) {
            refuse(0x92, POWER_TOO_HIGH);
        } else {
            power = wanted;
            refuse(0x92, 0);
        }
    }

    private byte[] limits() {
        return join(two(model.mostPower), two(model.leastPower));
    }

    private void search(byte[] data) {
        if (data.length != 5) {
            refuse(READ, WRONG_LENGTH);
        } else if (notReady() != 0) {
            refuse(READ, notReady());
        } else {
            buffer = card;
            if (buffer.isEmpty()) {
                refuse(READ, NO_TAG);
            } else {
                answer(READ, 0, new byte[] {0, 0, 0x13, 1});
            }
        }
    }

    /** What is still to be set before it can read; 0 for nothing. */
    private int notReady() {
        return !protocolSet
                ? NO_PROTOCOL
                : !regionSet ? WRONG_REGION : !antennaSet ? NO_ANTENNA : 0;
    }

    private void continuous(byte[] data) {
        if (!booted) {
            refuse(CONTINUOUS, UNKNOWN_OP);
        } else if (model == Model.M5E_COMPACT) {
            refuse(CONTINUOUS, NOT_IMPLEMENTED);
        } else if (data.length >= 3 && data[2] == 2) {
            reading = false;
            answer(CONTINUOUS, 0, new byte[] {2});
        } else if (data.length != 16 || data[2] != 1 || data[3] != READ || data[6] != 5) {
            refuse(CONTINUOUS, WRONG_VALUE);
        } else if (notReady() != 0) {
            refuse(CONTINUOUS, notReady());
        } else {
            keepAliveNanos = ((data[12] & 0xFF) << 8 | data[13] & 0xFF) * 1_000_000L;
            reading = true;
            nextRound = System.nanoTime();
            nextKeepAlive = nextRound + keepAliveNanos;
            answer(CONTINUOUS, 0, new byte[] {1, READ, 0, 0});
        }
    }

    private void read(long now) {
        if (now - nextKeepAlive >= 0) {
            nextKeepAlive = now + keepAliveNanos;
            refuse(READ, NO_TAG);
        }
        if (now - nextRound >= 0) {
            nextRound = now + ROUND.toNanos();
            card.ifPresent(held -> send(frame(held), delivery));
        }
    }

    /** The frame that tells of one read during a continuous reading, of a tag close by. */
    static byte[] frame(CardId card) {
        return frame(card, CLOSE_DBM);
    }

    static byte[] frame(CardId card, int dbm) {
        return MercuryFrames.answer(READ, 0, join(hex("10001B01FF01"), TagRecord.of(card, dbm)));
    }

    private static byte[] record(CardId card) {
        return TagRecord.of(card, CLOSE_DBM);
    }

    private void refuse(int op, int status) {
        answer(op, status, new byte[0]);
    }

    private void answer(int op, int status, byte[] data) {
        send(MercuryFrames.answer(op, status, data), Delivery.PLAIN);
    }

    private void send(byte[] frame, Delivery how) {
        if (!mute) {
            cable.write(frame, how);
        }
    }

    /** Power fails for a moment: all that was set is forgotten; the cable stays. */
    public void brownOut() {
        synchronized (module) {
            powerOn();
        }
    }

    private void powerOn() {
        host = new MercuryFrames();
        protocolSet = false;
        regionSet = false;
        antennaSet = false;
        reading = false;
        power = model.mostPower;
        buffer = Optional.empty();
        booted = model == Model.M6E_NANO;
        if (booted) {
            answer(BOOT, 0, hex(model.version));
        }
    }

    /** Its transmit power, in 0.01 dBm. */
    public int power() {
        synchronized (module) {
            return power;
        }
    }

    /** It hangs, or its transmit wire is off: it says nothing until told otherwise. */
    public void mute(boolean silent) {
        mute = silent;
    }

    /** It stops reading, as when it has got too hot, and says why. */
    public void trouble(int status) {
        synchronized (module) {
            refuse(READ, status);
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
        TagRecord.of(held, CLOSE_DBM); // refuses what is no EPC
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
        cable.plugIn();
        brownOut();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
    }

    private static byte[] two(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

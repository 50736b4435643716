package com.hasivu.simulator.reader.r2000;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader whose frames begin with A0: looks for tags a round at a time when asked, tells each and
 * then the end. Keeps its power without power. Source: UHF RFID Reader Serial Interface Protocol
 * V3.7 and captures in docs/readers/r2000.md.
 *
 * <p>Threading: one daemon thread is the reader; the methods may be called from any.
 */
public final class R2000Emulator implements EmulatedReader, EchoingLine {
    private static final int HEAD = 0xA0;
    private static final int ADDRESS = 1;
    private static final int ANYONE = 0xFF;
    private static final int RESET = 0x70;
    private static final int FIRMWARE = 0x72;
    private static final int SET_ANTENNA = 0x74;
    private static final int SET_POWER = 0x76;
    private static final int GET_POWER = 0x77;
    private static final int INVENTORY = 0x89;

    private static final int SUCCESS = 0x10;
    private static final int FAILED = 0x11;
    private static final int ANTENNA_MISSING = 0x22;
    private static final int WRONG_PARAMETER = 0x41;
    private static final int WRONG_ANTENNA = 0x47;
    private static final int WRONG_POWER = 0x48;

    private static final int FREQUENCY_AND_ANTENNA = 0x04;
    private static final int CLOSE_RSSI = 0x5D;
    private static final Duration ROUND = Duration.ofMillis(25);
    private static final Duration TURN = Duration.ofMillis(2);

    private final Cable cable;
    private final Object reader = new Object();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private Optional<Long> roundEnds = Optional.empty();
    private int power = 30;
    private int written;
    private volatile boolean antennaLost;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes; bytes no faster than {@code pacing}. */
    public static R2000Emulator at(Path device, Pacing pacing) {
        return new R2000Emulator(device, pacing);
    }

    private R2000Emulator(Path device, Pacing pacing) {
        cable = Cable.pty(device, pacing);
        Thread.ofPlatform().daemon().name("emulated r2000").start(this::run);
    }

    private void run() {
        while (!closed) {
            if (!cable.isPlugged()) {
                LockSupport.parkNanos(TURN.toNanos());
                continue;
            }
            byte[] bytes = cable.read(TURN);
            synchronized (reader) {
                for (byte b : bytes) {
                    hear(b);
                }
                if (roundEnds.filter(end -> System.nanoTime() - end >= 0).isPresent()) {
                    roundEnds = Optional.empty();
                    tellRound();
                }
            }
        }
    }

    /** Collects a command; obeys it when its sum is right and it is for this reader. */
    private void hear(byte b) {
        if (heard.size() == 0 && (b & 0xFF) != HEAD) {
            return;
        }
        heard.write(b);
        byte[] frame = heard.toByteArray();
        if (frame.length < 2 || frame.length < (frame[1] & 0xFF) + 2) {
            return;
        }
        heard.reset();
        int sum = 0;
        for (byte part : frame) {
            sum += part;
        }
        int to = frame[2] & 0xFF;
        if ((sum & 0xFF) == 0 && frame.length >= 5 && (to == ADDRESS || to == ANYONE)) {
            obey(frame[3] & 0xFF, frame.length == 6 ? frame[4] & 0xFF : -1);
        }
    }

    /**
     * @param parameter -1 if there is none, or more than one
     */
    private void obey(int command, int parameter) {
        switch (command) {
            case FIRMWARE -> tell(command, 1, 9);
            case RESET -> {
                roundEnds = Optional.empty(); // no answer: it starts anew
                heard.reset();
            }
            case SET_ANTENNA ->
                    tell(command, parameter >= 0 && parameter <= 3 ? SUCCESS : WRONG_ANTENNA);
            case GET_POWER -> tell(command, power);
            case SET_POWER -> {
                boolean possible = parameter >= 0 && parameter <= 33;
                if (possible) {
                    power = parameter;
                    written++;
                }
                tell(command, possible ? SUCCESS : WRONG_POWER);
            }
            case INVENTORY -> {
                if (parameter < 0) {
                    tell(command, WRONG_PARAMETER);
                } else if (antennaLost) {
                    tell(command, ANTENNA_MISSING);
                } else {
                    roundEnds = Optional.of(System.nanoTime() + ROUND.toNanos());
                }
            }
            default -> tell(command, FAILED);
        }
    }

    private void tellRound() {
        Optional<CardId> now = card;
        now.ifPresent(held -> send(frame(held), delivery));
        int tags = (int) now.stream().count();
        tell(INVENTORY, 0, 0, tags * 0x1B, 0, 0, 0, tags);
    }

    /** The frame that tells of one read of a tag close by. */
    static byte[] frame(CardId card) {
        return frame(card, FREQUENCY_AND_ANTENNA, CLOSE_RSSI);
    }

    static byte[] frame(CardId card, int frequencyAndAntenna, int rssi) {
        byte[] epc = card.bytes();
        if (epc.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has 4, 6, .. 16 bytes, %s has %d".formatted(card, epc.length));
        }
        var data = new int[epc.length + 4];
        data[0] = frequencyAndAntenna;
        data[1] = epc.length / 2 << 3; // PC: words of the EPC
        for (int i = 0; i < epc.length; i++) {
            data[3 + i] = epc[i];
        }
        data[data.length - 1] = rssi;
        return frame(INVENTORY, data);
    }

    private static byte[] frame(int command, int... data) {
        var frame = new ByteArrayOutputStream();
        frame.write(HEAD);
        frame.write(data.length + 3);
        frame.write(ADDRESS);
        frame.write(command);
        for (int b : data) {
            frame.write(b);
        }
        byte check = 0;
        for (byte b : frame.toByteArray()) {
            check -= b;
        }
        frame.write(check);
        return frame.toByteArray();
    }

    private void tell(int command, int... data) {
        send(frame(command, data), Delivery.PLAIN);
    }

    private void send(byte[] frame, Delivery how) {
        if (!mute) {
            cable.write(frame, how);
        }
    }

    /** Its transmit power, in dBm. */
    public int powerDbm() {
        synchronized (reader) {
            return power;
        }
    }

    /** As somebody set it with another program. */
    public void powerDbm(int wanted) {
        synchronized (reader) {
            power = wanted;
        }
    }

    /** How often it wrote its memory, which wears. */
    public int written() {
        synchronized (reader) {
            return written;
        }
    }

    /** The antenna's cable is off. */
    public void loseAntenna(boolean lost) {
        antennaLost = lost;
    }

    /** It hangs, or its transmit wire is off: it says nothing until told otherwise. */
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
        frame(held); // refuses what is no EPC
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
        synchronized (reader) {
            heard.reset();
            roundEnds = Optional.empty();
        }
        cable.plugIn();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
    }
}

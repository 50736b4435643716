package com.hasivu.simulator.reader.uhfreader18;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.uhfreader18.ReaderFrames.Command;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader of either generation, on a serial line or behind its network module: answers one command
 * at a time and hears none while it looks for tags; or, in its other mode, tells tags unasked.
 * Keeps its settings without power. Source: UHFReader18 user's manual 2.0, UHFReader288MP user
 * manual 1.14 and captures in docs/readers/uhfreader18.md.
 *
 * <p>Threading: one daemon thread is the reader; the methods may be called from any.
 */
public final class UhfReader18Emulator implements EmulatedReader, EchoingLine {
    /** Which reader, with the information a real one gave. */
    public enum Model {
        /** Tells no strength. */
        UHFREADER18("033F09034E001E0A"),
        /** Tells antenna and strength. */
        UHFREADER288("00160C034E001E0A01000000");

        private final String information;

        Model(String information) {
            this.information = information;
        }
    }

    private static final int INVENTORY = 0x01;
    private static final int INFORMATION = 0x21;
    private static final int SET_SCAN_TIME = 0x25;
    private static final int SET_POWER = 0x2F;
    private static final int SET_MODE_18 = 0x35;
    private static final int GET_MODE_18 = 0x36;
    private static final int SET_MODE_288 = 0x76;
    private static final int PUSH = 0xEE;

    private static final int SUCCESS = 0x00;
    private static final int DONE = 0x01;
    private static final int MORE = 0x03;
    private static final int NOTHING_TO_PUSH = 0x28;
    private static final int NO_TAG = 0xFB;
    private static final int WRONG_LENGTH = 0xFD;
    private static final int ILLEGAL = 0xFE;
    private static final int WRONG_VALUE = 0xFF;

    private static final int ANYONE = 0xFF;
    private static final int CLOSE_RSSI = 0x5D; // as captured of a tag on the reader
    private static final int MOST_DBM = 30;
    private static final Duration TURN = Duration.ofMillis(2);
    private static final Duration WITH_TAG = Duration.ofMillis(30);
    private static final Duration WITHOUT_TAG = Duration.ofMillis(60);
    private static final Duration PUSH_EVERY = Duration.ofMillis(60);
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(1);
    private static final byte[] HEARTBEAT = hex("560000000000");

    private final Cable cable;
    private final Model model;
    private final Object reader = new Object();
    private ReaderFrames host = new ReaderFrames();
    private final byte[] information;

    /**
     * Wiegand parameters (4), then Read_mode, Mode_state, Mem_Inven, First_Adr, Word_Num, Tag_Time.
     */
    private final byte[] mode = hex("001E0A0F" + "000204020600" + "0000");

    private int address;
    private Optional<Long> inventoryEnds = Optional.empty();
    private long nextPush;
    private long nextHeartbeat;
    private int written;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** On a serial line behind {@code device}, a link it makes. */
    public static UhfReader18Emulator serial(Path device, Model model, Pacing pacing) {
        return new UhfReader18Emulator(Cable.pty(device, pacing), model);
    }

    /** Behind its network module; port 0 takes a free one. */
    public static UhfReader18Emulator network(InetSocketAddress listen, Model model) {
        return new UhfReader18Emulator(Cable.tcp(listen, Pacing.AT_ONCE), model);
    }

    private UhfReader18Emulator(Cable cable, Model model) {
        this.cable = cable;
        this.model = model;
        this.information = hex(model.information);
        Thread.ofPlatform().daemon().name("emulated uhfreader18").start(this::run);
    }

    private void run() {
        while (!closed) {
            byte[] bytes = cable.read(TURN);
            if (!cable.isPlugged()) {
                LockSupport.parkNanos(TURN.toNanos());
                continue;
            }
            synchronized (reader) {
                long now = System.nanoTime();
                for (Command command : host.hear(bytes, now)) {
                    if (inventoryEnds.isEmpty()) {
                        obey(command, now); // one at a time: what comes meanwhile is lost
                    }
                }
                if (inventoryEnds.filter(end -> now - end >= 0).isPresent()) {
                    inventoryEnds = Optional.empty();
                    tellInventory();
                }
                if (isPushing()) {
                    push(now);
                }
            }
        }
    }

    private void obey(Command command, long now) {
        if (command.address() != ANYONE && command.address() != address) {
            return;
        }
        if (!command.good()) {
            answer(0x00, ILLEGAL);
            return;
        }
        int code = command.code();
        byte[] data = command.data();
        switch (code) {
            case INFORMATION -> answer(code, SUCCESS, information);
            case SET_SCAN_TIME -> set(code, data, 7, 0xFF);
            case SET_POWER -> set(code, data, 6, MOST_DBM);
            case INVENTORY -> inventory(data, now);
            default -> mode(code, data);
        }
    }

    private void mode(int code, byte[] data) {
        boolean first = model == Model.UHFREADER18;
        if (first && code == GET_MODE_18) {
            answer(code, SUCCESS, mode);
        } else if (first && code == SET_MODE_18) {
            if (data.length == 6) {
                System.arraycopy(data, 0, mode, 4, 6);
                written++;
            }
            answer(code, data.length == 6 ? SUCCESS : WRONG_LENGTH);
        } else if (!first && code == SET_MODE_288) {
            if (data.length == 1) {
                mode[4] = data[0];
                written++;
            }
            answer(code, data.length == 1 ? SUCCESS : WRONG_LENGTH);
        } else {
            answer(0x00, ILLEGAL);
        }
    }

    private void set(int code, byte[] data, int index, int most) {
        if (data.length != 1) {
            answer(code, WRONG_LENGTH);
        } else if ((data[0] & 0xFF) > most) {
            answer(code, WRONG_VALUE);
        } else {
            boolean tooShort = code == SET_SCAN_TIME && (data[0] & 0xFF) < 3;
            information[index] = tooShort ? 10 : data[0];
            written++;
            answer(code, SUCCESS);
        }
    }

    private void inventory(byte[] data, long now) {
        if (isPushing()) {
            return; // hears its own settings only (manual, section 8.4.9)
        }
        if (model == Model.UHFREADER288 && data.length < 2) {
            answer(INVENTORY, WRONG_VALUE); // needs Q and session
        } else if (model == Model.UHFREADER288 && data.length == 5 && (data[3] & 0x80) == 0) {
            answer(INVENTORY, WRONG_VALUE);
        } else if (model == Model.UHFREADER18 && data.length != 0) {
            answer(INVENTORY, WRONG_LENGTH);
        } else {
            Duration time = card.isPresent() ? WITH_TAG : WITHOUT_TAG;
            inventoryEnds = Optional.of(now + time.toNanos());
        }
    }

    private void tellInventory() {
        Optional<CardId> now = card;
        now.ifPresent(held -> send(frame(model, held), delivery));
        if (model == Model.UHFREADER288) {
            answer(INVENTORY, DONE, hex("0100"));
        } else if (now.isEmpty()) {
            answer(INVENTORY, NO_TAG);
        }
    }

    private boolean isPushing() {
        return (mode[4] & 3) != 0;
    }

    private void push(long now) {
        if (now - nextPush >= 0) {
            nextPush = now + PUSH_EVERY.toNanos();
            card.ifPresent(held -> send(pushFrame(model, held), delivery));
        }
        if (now - nextHeartbeat >= 0) {
            nextHeartbeat = now + HEARTBEAT_EVERY.toNanos();
            if (model == Model.UHFREADER18) {
                send(HEARTBEAT, Delivery.PLAIN);
            } else if (card.isEmpty()) {
                answer(PUSH, NOTHING_TO_PUSH, new byte[16]);
            }
        }
    }

    /** The frame with which an inventory tells of one tag close by. */
    static byte[] frame(Model model, CardId card) {
        byte[] epc = epc(card);
        byte length = (byte) epc.length;
        return switch (model) {
            case UHFREADER18 ->
                    ReaderFrames.answer(0, INVENTORY, DONE, join(new byte[] {1, length}, epc));
            case UHFREADER288 ->
                    ReaderFrames.answer(
                            0, INVENTORY, MORE, strong(join(new byte[] {1, 1, length}, epc)));
        };
    }

    /** The frame with which a tag is told unasked. */
    static byte[] pushFrame(Model model, CardId card) {
        byte[] epc = epc(card);
        return switch (model) {
            case UHFREADER18 -> ReaderFrames.answer(0, PUSH, SUCCESS, epc);
            case UHFREADER288 ->
                    ReaderFrames.answer(
                            0, PUSH, SUCCESS, strong(join(new byte[] {1, (byte) epc.length}, epc)));
        };
    }

    private static byte[] strong(byte[] told) {
        return join(told, new byte[] {(byte) CLOSE_RSSI});
    }

    private static byte[] epc(CardId card) {
        byte[] epc = card.bytes();
        if (epc.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has 4, 6, .. 16 bytes, %s has %d".formatted(card, epc.length));
        }
        return epc;
    }

    private void answer(int command, int status, byte... data) {
        send(ReaderFrames.answer(address, command, status, data), Delivery.PLAIN);
    }

    private void send(byte[] frame, Delivery how) {
        if (!mute) {
            cable.write(frame, how);
        }
    }

    /** Its transmit power, in dBm. */
    public int powerDbm() {
        synchronized (reader) {
            return information[6];
        }
    }

    /** How often it wrote its memory, which wears. */
    public int written() {
        synchronized (reader) {
            return written;
        }
    }

    /** As somebody else may have left it: it tells tags unasked. */
    public void pushing(boolean on) {
        synchronized (reader) {
            mode[4] = (byte) (on ? 1 : 0);
        }
    }

    public boolean pushes() {
        synchronized (reader) {
            return isPushing();
        }
    }

    /** Its address on a line of many, 0 to 254. */
    public void address(int wanted) {
        synchronized (reader) {
            address = wanted;
        }
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
        epc(held); // refuses what is no EPC
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
            host = new ReaderFrames();
            inventoryEnds = Optional.empty();
        }
        cable.plugIn();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
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

package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.pn532.Pn532HostFrames.Heard;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A PN532 on its serial port: asleep after power on until woken and configured; acknowledges a
 * command, then answers; a poll waits in the chip until a card is there. Source: NXP UM0701-02,
 * sections 6 and 7, and captures in docs/readers/pn532.md.
 *
 * <p>Threading: one daemon thread is the chip; the methods may be called from any.
 */
public final class Pn532Emulator implements EmulatedReader {
    private static final byte[] ACK = hex("0000FF00FF00");
    private static final byte[] SYNTAX_ERROR = hex("0000FF01FF7F8100");
    private static final byte[] FIRMWARE = hex("32010607");
    private static final int SAM_CONFIGURATION = 0x14;
    private static final int GET_FIRMWARE_VERSION = 0x02;
    private static final int IN_LIST_PASSIVE_TARGET = 0x4A;

    /** The chip's turn, so that a card is seen soon after it comes. */
    private static final Duration TURN = Duration.ofMillis(2);

    private final Cable cable;
    private final Object chip = new Object();
    private Pn532HostFrames host = new Pn532HostFrames();
    private boolean woken;
    private boolean configured;
    private boolean polling;
    private byte[] last = ACK;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean mute;
    private volatile boolean closed;

    /** A reader behind {@code device}, a link it makes; bytes arrive at once. */
    public static Pn532Emulator at(Path device) {
        return at(device, Pacing.AT_ONCE);
    }

    /** As {@link #at(Path)}, with bytes no faster than the line. */
    public static Pn532Emulator at(Path device, Pacing pacing) {
        return new Pn532Emulator(device, pacing);
    }

    private Pn532Emulator(Path device, Pacing pacing) {
        cable = Cable.pty(device, pacing);
        Thread.ofPlatform().daemon().name("emulated pn532").start(this::run);
    }

    private void run() {
        while (!closed) {
            if (!cable.isPlugged()) {
                pause();
                continue;
            }
            byte[] bytes = cable.read(TURN);
            synchronized (chip) {
                for (Heard heard : host.hear(bytes)) {
                    hear(heard);
                }
                Optional<CardId> now = card;
                if (polling && now.isPresent()) {
                    polling = false;
                    answer(target(now.get()), delivery);
                }
            }
        }
    }

    private void hear(Heard heard) {
        switch (heard) {
            case Heard.Wake wake -> woken = true;
            case Heard.Ack abort -> polling = false;
            case Heard.Nack again -> send(last, Delivery.PLAIN);
            case Heard.Damaged
                            damaged -> {} // UM0701-02, section 6.2.1: the chip waits for a good one
            case Heard.Command(var data) -> command(data);
        }
    }

    private void command(byte[] data) {
        int code = data[0] & 0xFF;
        if (!woken || (!configured && code != SAM_CONFIGURATION)) {
            return; // low power after reset: only a woken SAMConfiguration gets through
        }
        polling = false; // a new command ends the one before
        send(ACK, Delivery.PLAIN);
        switch (code) {
            case SAM_CONFIGURATION -> {
                configured = true;
                answer(new byte[] {(byte) 0xD5, 0x15}, Delivery.PLAIN);
            }
            case GET_FIRMWARE_VERSION -> answer(join(hex("D503"), FIRMWARE), Delivery.PLAIN);
            case IN_LIST_PASSIVE_TARGET -> {
                if (data.length == 3 && data[2] == 0) {
                    polling = true;
                } else {
                    send(SYNTAX_ERROR, Delivery.PLAIN);
                }
            }
            default -> send(SYNTAX_ERROR, Delivery.PLAIN);
        }
    }

    /** D5 4B, one target, its number 1, SENS_RES, SEL_RES, UID length, UID. */
    static byte[] target(CardId card) {
        byte[] uid = card.bytes();
        String head =
                switch (uid.length) {
                    case 4 -> "D54B01010004" + "08" + "04";
                    case 7 -> "D54B01010044" + "00" + "07";
                    case 10 -> "D54B01010084" + "00" + "0A";
                    default ->
                            throw new IllegalArgumentException(
                                    "an ISO 14443-A card has 4, 7 or 10 bytes, %s has %d"
                                            .formatted(card, uid.length));
                };
        return join(hex(head), uid);
    }

    /** A normal frame around TFI and data. */
    static byte[] frame(byte[] content) {
        int sum = 0;
        for (byte b : content) {
            sum += b;
        }
        byte[] head = {0x00, 0x00, (byte) 0xFF, (byte) content.length, (byte) -content.length};
        return join(head, content, new byte[] {(byte) -sum, 0x00});
    }

    private void answer(byte[] content, Delivery how) {
        send(frame(content), how);
    }

    private void send(byte[] frame, Delivery how) {
        last = frame;
        if (!mute) {
            cable.write(frame, how);
        }
    }

    /** Power fails for a moment: the chip forgets all and sleeps; the cable stays. */
    public void brownOut() {
        synchronized (chip) {
            host = new Pn532HostFrames();
            woken = false;
            configured = false;
            polling = false;
        }
    }

    /** The chip hangs, or its transmit wire is off: it says nothing until told otherwise. */
    public void mute(boolean silent) {
        mute = silent;
    }

    @Override
    public String device() {
        return cable.device();
    }

    @Override
    public void present(CardId held) {
        target(held); // refuses a card of another family
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

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(TURN.toNanos());
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

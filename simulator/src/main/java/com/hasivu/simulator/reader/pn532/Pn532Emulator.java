package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.card.EmulatedCard;
import com.hasivu.simulator.reader.card.NumberCard;
import com.hasivu.simulator.reader.pn532.Pn532HostFrames.Heard;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A PN532 on its serial port: asleep after power on until woken and configured; acknowledges a
 * command, then answers; a poll waits in the chip until a card is there. Source: NXP UM0701-02,
 * sections 6 and 7, and captures in docs/readers/pn532.md. A card that takes commands is activated
 * when it is listed, and answers through InDataExchange.
 *
 * <p>Threading: one daemon thread is the chip; the methods may be called from any.
 */
public final class Pn532Emulator implements EmulatedReader, EchoingLine {
    private static final byte[] ACK = hex("0000FF00FF00");
    private static final byte[] SYNTAX_ERROR = hex("0000FF01FF7F8100");
    private static final byte[] FIRMWARE = hex("32010607");
    private static final int SAM_CONFIGURATION = 0x14;
    private static final int GET_FIRMWARE_VERSION = 0x02;
    private static final int IN_LIST_PASSIVE_TARGET = 0x4A;
    private static final int IN_DATA_EXCHANGE = 0x40;

    /** Errors of InDataExchange, section 7.1. */
    private static final byte TIME_OUT = 0x01;

    private static final byte NOT_NOW = 0x27;
    private static final int LONGEST_NORMAL = 255;

    /** The chip's turn, so that a card is seen soon after it comes. */
    private static final Duration TURN = Duration.ofMillis(2);

    private final Cable cable;
    private final Object chip = new Object();
    private Pn532HostFrames host = new Pn532HostFrames();
    private boolean woken;
    private boolean configured;
    private boolean polling;
    private byte[] last = ACK;
    private Optional<EmulatedCard> listed = Optional.empty();
    private volatile Optional<EmulatedCard> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile Delivery exchanges = Delivery.PLAIN;
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
                Optional<EmulatedCard> now = card;
                if (polling && now.isPresent()) {
                    polling = false;
                    listed = now;
                    now.get().select();
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
                    listed = Optional.empty();
                } else {
                    send(SYNTAX_ERROR, Delivery.PLAIN);
                }
            }
            case IN_DATA_EXCHANGE -> {
                if (data.length > 1) {
                    answer(join(hex("D541"), exchanged(data)), exchanges);
                } else {
                    send(SYNTAX_ERROR, Delivery.PLAIN);
                }
            }
            default -> send(SYNTAX_ERROR, Delivery.PLAIN);
        }
    }

    /** Status, and what the listed card answers; it must still be there. */
    private byte[] exchanged(byte[] data) {
        if (data[1] != 1 || listed.isEmpty()) {
            return new byte[] {NOT_NOW};
        }
        Optional<byte[]> said =
                listed.filter(it -> card.filter(now -> now == it).isPresent())
                        .flatMap(it -> it.answer(Arrays.copyOfRange(data, 2, data.length)));
        return said.map(bytes -> join(new byte[] {0}, bytes)).orElse(new byte[] {TIME_OUT});
    }

    static byte[] target(CardId card) {
        return target(new NumberCard(card));
    }

    /** D5 4B, one target, its number 1, SENS_RES, SEL_RES, UID length, UID, ATS if it has one. */
    static byte[] target(EmulatedCard card) {
        byte[] uid = card.uid();
        return join(
                hex("D54B0101"),
                card.kind().sensRes(),
                new byte[] {card.kind().selRes(), (byte) uid.length},
                uid,
                card.kind().ats());
    }

    /** A frame around TFI and data: normal, or extended when it is too long for that. */
    static byte[] frame(byte[] content) {
        int sum = 0;
        for (byte b : content) {
            sum += b;
        }
        byte low = (byte) content.length;
        byte high = (byte) (content.length >> 8);
        byte[] head =
                content.length <= LONGEST_NORMAL
                        ? join(hex("0000FF"), new byte[] {low, (byte) -low})
                        : join(hex("0000FFFFFF"), new byte[] {high, low, (byte) -(high + low)});
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
            listed = Optional.empty();
        }
    }

    /** The chip hangs, or its transmit wire is off: it says nothing until told otherwise. */
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
        present(new NumberCard(held)); // refuses a card of another family
    }

    /** Holds a card that may answer commands to the reader until {@link #remove}. */
    public void present(EmulatedCard held) {
        card = Optional.of(held);
    }

    /** From now on, what cards answer to commands travels like this. */
    public void deliverExchanges(Delivery wanted) {
        exchanges = wanted;
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

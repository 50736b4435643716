package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;

/**
 * What an ACR122U answers. Source: ACS, ACR122U Application Programming Interface 2.04, sections
 * 3.1.1 (ATR), 4.1 (UID), 6 (the reader's own commands). Thread-safe.
 */
public final class Acr122u {
    private static final byte[] DONE = {(byte) 0x90, 0x00};
    private static final byte[] REFUSED = {0x63, 0x00};
    private static final byte[] FIRMWARE = "ACR122U201".getBytes(StandardCharsets.US_ASCII);
    private static final int LED_COMMAND = 0x40;
    private static final int FIRMWARE_COMMAND = 0x48;
    private static final int BEEP_COMMAND = 0x52;
    private static final int GET_DATA = 0xCA;

    private final Queue<byte[]> pieces = new ArrayDeque<>();
    private Optional<CardId> card = Optional.empty();
    private Delivery delivery = Delivery.PLAIN;
    private boolean beeps = true;
    private String lamps = "";

    /** The answer that tells of a card: its UID and 90 00. */
    public static byte[] frame(CardId card) {
        byte[] uid = card.bytes();
        byte[] answer = Arrays.copyOf(uid, uid.length + DONE.length);
        System.arraycopy(DONE, 0, answer, uid.length, DONE.length);
        return answer;
    }

    /** What the reader makes up for a MIFARE Classic 1K card. */
    public static byte[] atr() {
        return HexFormat.of().parseHex("3B8F8001804F0CA000000306030001000000006A");
    }

    public synchronized void present(CardId held) {
        card = Optional.of(held);
    }

    public synchronized void remove() {
        card = Optional.empty();
    }

    public synchronized Optional<CardId> card() {
        return card;
    }

    /** Each piece answers one Get Data. */
    public synchronized void deliver(Delivery wanted) {
        delivery = wanted;
        pieces.clear();
    }

    /** As from power on. */
    public synchronized void restart() {
        beeps = true;
        lamps = "";
    }

    /** The reader beeps by itself when a card comes. */
    public synchronized boolean beeps() {
        return beeps;
    }

    /** The last command to lamps and buzzer, in hex; empty if there was none. */
    public synchronized String lamps() {
        return lamps;
    }

    /** The answer to a command that comes with or without a card. */
    public synchronized byte[] answer(byte[] command) {
        if (command.length < 5 || command[0] != (byte) 0xFF) {
            return REFUSED.clone();
        }
        int p2 = command[3] & 0xFF;
        return switch (command[1] & 0xFF) {
            case GET_DATA -> command[2] == 0 && p2 == 0 ? uid() : new byte[] {0x6A, (byte) 0x81};
            case 0x00 -> own(command, command[2] & 0xFF, p2);
            default -> REFUSED.clone();
        };
    }

    private byte[] own(byte[] command, int p1, int p2) {
        return switch (p1) {
            case FIRMWARE_COMMAND -> FIRMWARE.clone();
            case BEEP_COMMAND -> {
                beeps = p2 == 0xFF;
                yield DONE.clone();
            }
            case LED_COMMAND -> {
                if (command.length != 9 || command[4] != 4) {
                    yield REFUSED.clone();
                }
                lamps = HexFormat.of().withUpperCase().formatHex(command);
                yield new byte[] {(byte) 0x90, 0x02}; // green is on
            }
            default -> REFUSED.clone();
        };
    }

    private byte[] uid() {
        if (card.isEmpty()) {
            return REFUSED.clone();
        }
        if (pieces.isEmpty()) {
            pieces.addAll(delivery.pieces(frame(card.get())));
        }
        byte[] next = pieces.poll();
        return next == null ? REFUSED.clone() : next;
    }
}

package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.osdp.HostFrames.HostFrame;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;

/**
 * What a reader does with a command: sequence numbers, secure channel, cards, lamp. Source: SIA
 * OSDP 2.2, sections 5.7 to 5.9, 6, 7, annex D. Not thread-safe.
 */
final class ReaderLogic {
    private static final int EVERYONE = 0x7F;
    private static final int MEMORY = 16;
    private static final int ACK = 0x40;
    private static final int NAK = 0x41;
    private static final int RAW = 0x50;
    private static final int BUSY = 0x79;
    private static final byte[] NONE = {};

    /** Vendor CA FE ED, model 1.2, serial 0000002A, firmware 3.4.5. */
    private static final byte[] ID = hex("CAFEED" + "01" + "02" + "2A000000" + "030405");

    /** Cards as bits, lamp, buzzer, CRC, AES-128, one reader. */
    private static final byte[] CAPABILITIES =
            hex("030101" + "040401" + "050201" + "080100" + "090101" + "0D0001");

    private static final byte[] DEFAULT_KEY = hex("303132333435363738393A3B3C3D3E3F");

    /** A reply on its way, and whether it tells of a card. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Said(byte[] frame, boolean card) {}

    private final OsdpOptions options;
    private final Random random = new Random();
    private final Queue<byte[]> cards = new ArrayDeque<>();
    private Optional<byte[]> key;
    private Optional<CardId> held = Optional.empty();
    private long heldTold;
    private int lastSequence = -1;
    private byte[] lastCommand = NONE;
    private Optional<Said> lastReply = Optional.empty();
    private Optional<ReadersChannel> channel = Optional.empty();
    private boolean poweredOn = true;
    private Lamp lamp = Lamp.off();
    private int beeps;
    private int busy;
    private int oldReplies;
    private int inClear;

    ReaderLogic(OsdpOptions options) {
        this.options = options;
        this.key = options.key().map(ReaderLogic::hex);
        if (options.isSecured()) { // a reader's AES needs no loading; Java's takes 200 ms at first
            new ReadersChannel(DEFAULT_KEY, new byte[8], new byte[8]).cryptogram();
        }
    }

    void powerOn() {
        forgetStation();
        cards.clear();
        poweredOn = true;
        lamp = Lamp.off();
        beeps = 0;
    }

    /** Its key and the cards stay. */
    void forgetStation() {
        lastSequence = -1;
        lastReply = Optional.empty();
        channel = Optional.empty();
    }

    void present(Optional<CardId> card, long now) {
        card.ifPresent(this::enqueue);
        held = card;
        heldTold = now;
    }

    /** A reader with a full memory drops the card. */
    void enqueue(CardId card) {
        byte[] bits = options.csn() ? CardBits.csn(card) : CardBits.wiegand(card);
        if (cards.size() < MEMORY) {
            cards.add(bits);
        }
    }

    /** A held card is told again, by readers that do, unless it still waits. */
    void look(long now) {
        if (held.isPresent()
                && options.repeat().filter(every -> now - heldTold >= every.toNanos()).isPresent()
                && cards.isEmpty()) {
            enqueue(held.get());
            heldTold = now;
        }
    }

    void busy(int replies) {
        busy = replies;
    }

    void oldReplies(int replies) {
        oldReplies = replies;
    }

    void inClear(int replies) {
        inClear = replies;
    }

    String lamp(long now) {
        return lamp.colour(now);
    }

    int beeps() {
        return beeps;
    }

    /** A frame for us whose check fails is refused with code 1. */
    Optional<Said> hearDamaged(int address, int sequence, boolean crc) {
        return address == options.address()
                ? Optional.of(clear(address, sequence, crc, NAK, new byte[] {1}))
                : Optional.empty();
    }

    Optional<Said> hear(HostFrame frame, long now) {
        int address = frame.address();
        if (address != options.address() && address != EVERYONE) {
            return Optional.empty();
        }
        int sequence = frame.sequence();
        if (busy > 0) {
            busy--;
            return Optional.of(clear(address, 0, frame.hasCrc(), BUSY, NONE));
        }
        if (!frame.isWellFormed()) {
            return Optional.of(refuse(frame, 2));
        }
        if (sequence == 0) {
            forgetStation();
        } else if (sequence == lastSequence
                && lastReply.isPresent()
                && Arrays.equals(frame.bytes(), lastCommand)) {
            return lastReply;
        } else if (lastSequence < 0 || sequence != lastSequence % 3 + 1) {
            return Optional.of(refuse(frame, 4));
        }
        lastSequence = sequence;
        lastCommand = frame.bytes();
        Optional<Said> before = lastReply;
        lastReply = Optional.of(answer(frame, now));
        if (oldReplies > 0 && before.isPresent()) {
            oldReplies--;
            return before;
        }
        return lastReply;
    }

    private Said answer(HostFrame frame, long now) {
        return switch (frame.security()) {
            case 0 -> inClear(frame, now);
            case 0x11 -> challenged(frame);
            case 0x13 -> proven(frame);
            case 0x15, 0x17 -> inChannel(frame, now);
            default -> refuse(frame, 5);
        };
    }

    private Said inClear(HostFrame frame, long now) {
        boolean open = channel.filter(ReadersChannel::isOpen).isPresent();
        boolean mayBeClear = frame.code() == 0x61 || frame.code() == 0x62;
        if (open || (options.isSecured() && !mayBeClear)) {
            channel = Optional.empty();
            return refuse(frame, 6);
        }
        Reply reply = perform(frame.code(), frame.data(), false, now);
        return said(frame, reply);
    }

    private Said inChannel(HostFrame frame, long now) {
        Optional<byte[]> data =
                channel.filter(ReadersChannel::isOpen).flatMap(open -> open.hear(frame));
        if (data.isEmpty()) {
            channel = Optional.empty();
            return refuse(frame, 6);
        }
        Reply reply = perform(frame.code(), data.get(), true, now);
        if (inClear > 0) {
            inClear--;
            return said(frame, reply);
        }
        byte[] whole =
                channel.orElseThrow()
                        .say(
                                options.address(),
                                frame.sequence(),
                                frame.hasCrc(),
                                reply.code,
                                reply.data);
        return new Said(whole, reply.code == RAW);
    }

    private Said challenged(HostFrame frame) {
        boolean own = frame.keyType() == 1;
        Optional<byte[]> base =
                own ? key : Optional.of(DEFAULT_KEY).filter(d -> options.defaultKey());
        if (base.isEmpty() || frame.code() != 0x76 || frame.data().length != 8) {
            return refuse(frame, options.isSecured() ? 6 : 5);
        }
        var number = new byte[8];
        random.nextBytes(number);
        var made = new ReadersChannel(base.get(), frame.data(), number);
        channel = Optional.of(made);
        byte[] data = new byte[32];
        System.arraycopy(ID, 0, data, 0, 8);
        System.arraycopy(number, 0, data, 8, 8);
        System.arraycopy(made.cryptogram(), 0, data, 16, 16);
        return handshake(frame, 0x12, frame.keyType(), 0x76, data);
    }

    private Said proven(HostFrame frame) {
        if (frame.code() != 0x77 || channel.isEmpty() || channel.get().isOpen()) {
            return refuse(frame, 6);
        }
        Optional<byte[]> first = channel.get().prove(frame.data());
        return handshake(
                frame, 0x14, first.isPresent() ? 1 : 0xFF, 0x78, first.orElse(new byte[16]));
    }

    private Said handshake(HostFrame frame, int type, int note, int code, byte[] data) {
        byte[] block = {3, (byte) type, (byte) note};
        byte[] content =
                Wire.reply(
                        options.address(), frame.sequence(), frame.hasCrc(), block, code, data, 0);
        return new Said(Wire.checked(content, frame.hasCrc()), false);
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Reply(int code, byte[] data) {}

    private Reply perform(int code, byte[] data, boolean secure, long now) {
        return switch (code) {
            case 0x60 -> polled();
            case 0x61 -> new Reply(0x45, ID);
            case 0x62 -> new Reply(0x46, CAPABILITIES);
            case 0x64 -> new Reply(0x48, new byte[] {0, 0});
            case 0x69 -> {
                if (data.length == 0 || data.length % Lamp.LENGTH != 0) {
                    yield nak(2);
                }
                for (int from = 0; from < data.length; from += Lamp.LENGTH) {
                    lamp = lamp.told(data, from, now);
                }
                yield new Reply(ACK, NONE);
            }
            case 0x6A -> {
                if (data.length != 5) {
                    yield nak(2);
                }
                beeps += data[1] == 2 ? data[4] : 0;
                yield new Reply(ACK, NONE);
            }
            case 0x75 -> newKey(data, secure);
            default -> nak(3);
        };
    }

    private Reply polled() {
        if (poweredOn) {
            poweredOn = false;
            return new Reply(0x48, new byte[] {0, 1});
        }
        byte[] card = cards.poll();
        return card == null ? new Reply(ACK, NONE) : new Reply(RAW, card);
    }

    private Reply newKey(byte[] data, boolean secure) {
        if (!secure) {
            return nak(6);
        }
        if (data.length != 18 || data[0] != 1 || data[1] != 16) {
            return nak(2);
        }
        key = Optional.of(Arrays.copyOfRange(data, 2, 18));
        return new Reply(ACK, NONE);
    }

    private static Reply nak(int code) {
        return new Reply(NAK, new byte[] {(byte) code});
    }

    private Said said(HostFrame frame, Reply reply) {
        return clear(frame.address(), frame.sequence(), frame.hasCrc(), reply.code, reply.data);
    }

    private Said refuse(HostFrame frame, int code) {
        return clear(
                frame.address(), frame.sequence(), frame.hasCrc(), NAK, new byte[] {(byte) code});
    }

    private Said clear(int address, int sequence, boolean crc, int code, byte[] data) {
        byte[] content = Wire.reply(address, sequence, crc, NONE, code, data, 0);
        return new Said(Wire.checked(content, crc), code == RAW);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}

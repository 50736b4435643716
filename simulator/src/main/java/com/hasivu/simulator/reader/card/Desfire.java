package com.hasivu.simulator.reader.card;

import static com.hasivu.simulator.reader.card.CardCrypto.join;
import static com.hasivu.simulator.reader.card.CardCrypto.part;
import static com.hasivu.simulator.reader.card.CardCrypto.status;

import com.hasivu.protocol.CardId;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A DESFire EV3 with one application and one AES key: both authentications, and its number inside a
 * session. Commands wrapped in ISO 7816-4. Source: NXP NT4H2421Gx, section 9.1 (EV2, the same in
 * DESFire); EV1 messages: traces named in docs/readers/assurance.md.
 */
public final class Desfire implements EmulatedCard {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ZERO = new byte[16];
    private static final int NOT_HERE = 0x91A0;
    private static final int WRONG = 0x91AE;
    private static final int ILLEGAL = 0x911C;
    private static final int MORE = 0x91AF;
    private static final int DONE = 0x9100;
    private static final int INTEGRITY = 0x911E;

    private final byte[] uid;
    private final byte[] application;
    private final int keyNumber;
    private final byte[] key;
    private final RandomGenerator random;
    private Optional<byte[]> madeUp = Optional.empty();
    private State state = new Idle(false);

    private sealed interface State {}

    private record Idle(boolean selected) implements State {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Challenged(int command, byte[] rndB, byte[] sent) implements State {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ev1Session(byte[] key) implements State {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ev2Session(byte[] encryption, byte[] mac, byte[] transaction, int count)
            implements State {}

    /**
     * A card as it left the office.
     *
     * @param id 7 bytes
     * @param application 3 bytes, most significant first
     * @param key 16 bytes
     */
    public Desfire(
            CardId id, byte[] application, int keyNumber, byte[] key, RandomGenerator random) {
        this.uid = id.bytes();
        this.application = application.clone();
        this.keyNumber = keyNumber;
        this.key = key.clone();
        this.random = random;
    }

    /** From now on it answers to a made-up number. */
    public Desfire withRandomUid() {
        var fresh = new byte[4];
        random.nextBytes(fresh);
        fresh[0] = 0x08;
        madeUp = Optional.of(fresh);
        return this;
    }

    @Override
    public byte[] uid() {
        return madeUp.orElse(uid).clone();
    }

    @Override
    public Kind kind() {
        return Kind.of(madeUp.isPresent() ? "0304" : "0344", "20", "067577810280");
    }

    @Override
    public void select() {
        state = new Idle(false);
    }

    @Override
    public Optional<byte[]> answer(byte[] command) {
        if (command.length < 5 || command[0] != (byte) 0x90) {
            return Optional.of(
                    status(command.length > 1 && command[1] == (byte) 0xA4 ? 0x6A82 : 0x6D00));
        }
        int length = command.length == 5 ? 0 : command[4] & 0xFF;
        if (command.length != 5 + length + (length > 0 ? 1 : 0)) {
            return Optional.of(status(0x6700));
        }
        byte[] data = part(command, 5, 5 + length);
        return Optional.of(
                switch (command[1] & 0xFF) {
                    case 0x5A -> selectApplication(data);
                    case 0xAA, 0x71 -> challenge(command[1] & 0xFF, data);
                    case 0xAF -> prove(data);
                    case 0x51 -> number(data);
                    default -> refuse(ILLEGAL);
                });
    }

    private byte[] refuse(int why) {
        state = new Idle(state instanceof Idle(var selected) && selected);
        return status(why);
    }

    private byte[] selectApplication(byte[] data) {
        byte[] backwards = {application[2], application[1], application[0]};
        boolean here = Arrays.equals(data, backwards);
        state = new Idle(here);
        return status(here ? DONE : NOT_HERE);
    }

    private byte[] challenge(int command, byte[] data) {
        if (!(state instanceof Idle(var selected)) || !selected) {
            return refuse(WRONG);
        }
        if (data.length != (command == 0x71 ? 2 : 1)) {
            return refuse(0x917E);
        }
        if ((data[0] & 0x3F) != keyNumber) {
            return refuse(0x9140);
        }
        var rndB = new byte[16];
        random.nextBytes(rndB);
        byte[] sent = CardCrypto.cbc(true, key, ZERO, rndB);
        state = new Challenged(command, rndB, sent);
        return join(sent, status(MORE));
    }

    private byte[] prove(byte[] data) {
        if (!(state instanceof Challenged(var command, var rndB, var sent))) {
            return refuse(ILLEGAL);
        }
        if (data.length != 32) {
            return refuse(0x917E);
        }
        boolean first = command == 0x71;
        byte[] plain = CardCrypto.cbc(false, key, first ? ZERO : sent, data);
        byte[] rndA = part(plain, 0, 16);
        if (!Arrays.equals(part(plain, 16, 32), rotated(rndB))) {
            return refuse(WRONG);
        }
        if (!first) {
            state =
                    new Ev1Session(
                            join(
                                    part(rndA, 0, 4),
                                    part(rndB, 0, 4),
                                    part(rndA, 12, 16),
                                    part(rndB, 12, 16)));
            return join(CardCrypto.cbc(true, key, part(data, 16, 32), rotated(rndA)), status(DONE));
        }
        var transaction = new byte[4];
        random.nextBytes(transaction);
        state =
                new Ev2Session(
                        sessionKey("A55A", rndA, rndB),
                        sessionKey("5AA5", rndA, rndB),
                        transaction,
                        0);
        return join(
                CardCrypto.cbc(true, key, ZERO, join(transaction, rotated(rndA), new byte[12])),
                status(DONE));
    }

    private byte[] number(byte[] data) {
        return switch (state) {
            case Ev1Session(var session) when data.length == 0 -> {
                byte[] iv = CardCrypto.cmac(session, new byte[] {0x51});
                byte[] sealed = join(uid, crc(join(uid, new byte[1])), new byte[5]);
                yield join(CardCrypto.cbc(true, session, iv, sealed), status(DONE));
            }
            case Ev2Session(var encryption, var mac, var transaction, var count) -> {
                byte[] asked = join(new byte[] {0x51}, counter(count), transaction);
                if (!Arrays.equals(data, CardCrypto.shortened(CardCrypto.cmac(mac, asked)))) {
                    yield refuse(INTEGRITY);
                }
                state = new Ev2Session(encryption, mac, transaction, count + 1);
                byte[] iv =
                        CardCrypto.cbc(
                                true,
                                encryption,
                                ZERO,
                                join(
                                        HEX.parseHex("5AA5"),
                                        transaction,
                                        counter(count + 1),
                                        new byte[8]));
                byte[] padded = Arrays.copyOf(join(uid, new byte[] {(byte) 0x80}), 16);
                byte[] sealed = CardCrypto.cbc(true, encryption, iv, padded);
                byte[] told = join(new byte[1], counter(count + 1), transaction, sealed);
                yield join(sealed, CardCrypto.shortened(CardCrypto.cmac(mac, told)), status(DONE));
            }
            case Ev1Session other -> refuse(ILLEGAL);
            case Idle idle -> refuse(WRONG);
            case Challenged challenged -> refuse(ILLEGAL);
        };
    }

    private byte[] sessionKey(String label, byte[] rndA, byte[] rndB) {
        byte[] mixed = part(rndA, 2, 8);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= rndB[i];
        }
        return CardCrypto.cmac(
                key,
                join(
                        HEX.parseHex(label + "00010080"),
                        part(rndA, 0, 2),
                        mixed,
                        part(rndB, 6, 16),
                        part(rndA, 8, 16)));
    }

    private static byte[] rotated(byte[] bytes) {
        return join(part(bytes, 1, bytes.length), part(bytes, 0, 1));
    }

    private static byte[] counter(int count) {
        return new byte[] {(byte) count, (byte) (count >> 8)};
    }

    /** CRC-32 without its last inversion, bit by bit, low byte first. */
    private static byte[] crc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xEDB88320;
            }
        }
        return new byte[] {(byte) crc, (byte) (crc >> 8), (byte) (crc >> 16), (byte) (crc >> 24)};
    }
}

package com.hasivu.simulator.reader.card;

import static com.hasivu.simulator.reader.card.CardCrypto.join;
import static com.hasivu.simulator.reader.card.CardCrypto.status;

import com.hasivu.protocol.CardId;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * An NTAG 424 DNA with secure dynamic messaging on its NDEF file, AES mode. Source: NXP NT4H2421Gx
 * rev. 3.0, sections 8.2 (files), 9.3 (messages), 10.9 (ISO commands).
 *
 * <p>The read counter goes up with the first read after any other command.
 */
public final class Ntag424 implements EmulatedCard {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Kind KIND = Kind.of("0344", "20", "067777710280");
    private static final byte[] APPLICATION = HEX.parseHex("D2760000850101");
    private static final int NDEF_FILE = 0xE104;
    private static final int FILE_SIZE = 256;
    private static final int MAX_COUNT = 0xFFFFFF;

    /** How it was made. */
    public enum Mirror {
        /** {@code ?picc_data=..&cmac=..}, nothing under the MAC. */
        ENCRYPTED,
        /** {@code ?uid=..&ctr=..&cmac=..}, nothing under the MAC. */
        PLAIN,
        /** {@code ?picc_data=..&enc=..&cmac=..}, the MAC from the file data on. */
        WITH_FILE_DATA
    }

    private final byte[] uid;
    private final byte[] metaKey;
    private final byte[] fileKey;
    private final Mirror mirror;
    private final RandomGenerator random;
    private Optional<byte[]> madeUp = Optional.empty();
    private boolean applicationSelected;
    private boolean fileSelected;
    private boolean reading;
    private final AtomicInteger reads = new AtomicInteger(); // looked at by tests
    private final byte[] padding = new byte[5];

    /**
     * A card as it left the office.
     *
     * @param id 7 bytes
     * @param metaKey 16 bytes
     * @param fileKey 16 bytes
     */
    public Ntag424(
            CardId id, byte[] metaKey, byte[] fileKey, Mirror mirror, RandomGenerator random) {
        this.uid = id.bytes();
        this.metaKey = metaKey.clone();
        this.fileKey = fileKey.clone();
        this.mirror = mirror;
        this.random = random;
    }

    /** From now on it answers to a made-up number. */
    public Ntag424 withRandomUid() {
        var fresh = new byte[4];
        random.nextBytes(fresh);
        fresh[0] = 0x08;
        madeUp = Optional.of(fresh);
        return this;
    }

    /** Reads it has counted. */
    public int count() {
        return reads.get();
    }

    @Override
    public byte[] uid() {
        return madeUp.orElse(uid).clone();
    }

    @Override
    public Kind kind() {
        return madeUp.isPresent() ? Kind.of("0304", "20", "067777710280") : KIND;
    }

    @Override
    public void select() {
        applicationSelected = false;
        fileSelected = false;
        reading = false;
    }

    @Override
    public Optional<byte[]> answer(byte[] command) {
        if (command.length < 4) {
            return Optional.of(status(0x6700));
        }
        int code = (command[0] & 0xFF) << 8 | command[1] & 0xFF;
        if (code == 0x00B0) {
            return Optional.of(read(command));
        }
        reading = false;
        return Optional.of(
                switch (code) {
                    case 0x00A4 -> select(command);
                    default -> status((command[0] & 0xFF) == 0x90 ? 0x911C : 0x6D00);
                });
    }

    private byte[] select(byte[] command) {
        int length = command.length > 4 ? command[4] & 0xFF : 0;
        if (command.length < 5 + length) {
            return status(0x6700);
        }
        byte[] what = Arrays.copyOfRange(command, 5, 5 + length);
        switch (command[2]) {
            case 0x04 -> {
                boolean ours = Arrays.equals(what, APPLICATION);
                if (ours) {
                    applicationSelected = true;
                    fileSelected = false;
                }
                return status(ours ? 0x9000 : 0x6A82);
            }
            case 0x00, 0x02 -> {
                boolean ours =
                        applicationSelected
                                && length == 2
                                && ((what[0] & 0xFF) << 8 | what[1] & 0xFF) == NDEF_FILE;
                fileSelected = ours;
                return status(ours ? 0x9000 : 0x6A82);
            }
            default -> {
                return status(0x6A86);
            }
        }
    }

    private byte[] read(byte[] command) {
        if (command.length != 5) {
            return status(0x6700);
        }
        if (!fileSelected) {
            return status(0x6985);
        }
        int offset = (command[2] & 0xFF) << 8 | command[3] & 0xFF;
        int wanted = (command[4] & 0xFF) == 0 ? FILE_SIZE - offset : command[4] & 0xFF;
        if (offset >= FILE_SIZE || offset + wanted > FILE_SIZE) {
            return status(0x6700);
        }
        if (!reading) {
            if (reads.get() == MAX_COUNT) {
                return status(0x6982);
            }
            reading = true;
            reads.incrementAndGet();
            random.nextBytes(padding);
        }
        return join(Arrays.copyOfRange(file(), offset, offset + wanted), status(0x9000));
    }

    /** Length and one URI record, the places filled in. */
    private byte[] file() {
        byte[] url = url().getBytes(StandardCharsets.US_ASCII);
        byte[] record = {(byte) 0xD1, 0x01, (byte) (url.length + 1), 'U', 0x04};
        byte[] message = join(record, url);
        return Arrays.copyOf(join(status(message.length), message), FILE_SIZE);
    }

    private String url() {
        int count = reads.get();
        byte[] number = {(byte) count, (byte) (count >> 8), (byte) (count >> 16)};
        String begin = "meals.example.org/c?";
        return switch (mirror) {
            case ENCRYPTED -> begin + "picc_data=" + picc(number) + "&cmac=" + mac(number, "");
            case PLAIN ->
                    begin
                            + "uid=%s&ctr=%06X&cmac=".formatted(HEX.formatHex(uid), count)
                            + mac(number, "");
            case WITH_FILE_DATA -> {
                String covered = fileData(number) + "&cmac=";
                yield begin
                        + "picc_data="
                        + picc(number)
                        + "&enc="
                        + covered
                        + mac(number, covered);
            }
        };
    }

    private String picc(byte[] number) {
        byte[] plain = join(new byte[] {(byte) 0xC7}, uid, number, padding);
        return HEX.formatHex(CardCrypto.cbc(true, metaKey, new byte[16], plain));
    }

    private String fileData(byte[] number) {
        byte[] session = session("C33C00010080", number);
        byte[] iv = CardCrypto.cbc(true, session, new byte[16], Arrays.copyOf(number, 16));
        byte[] plain = "xxxxxxxxxxxxxxxx".getBytes(StandardCharsets.US_ASCII);
        return HEX.formatHex(CardCrypto.cbc(true, session, iv, plain));
    }

    private String mac(byte[] number, String covered) {
        byte[] session = session("3CC300010080", number);
        return HEX.formatHex(
                CardCrypto.shortened(
                        CardCrypto.cmac(session, covered.getBytes(StandardCharsets.US_ASCII))));
    }

    private byte[] session(String label, byte[] number) {
        return CardCrypto.cmac(fileKey, join(HEX.parseHex(label), uid, number));
    }
}

package com.hasivu.reader.osdp;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How to talk to one reader, as its configuration says.
 *
 * @param address 0 to 126
 * @param sum a sum of one byte guards the frames, instead of a CRC
 * @param mark a byte FF goes before each command
 * @param poll from a reply to the next question
 */
record OsdpSettings(
        int address,
        boolean sum,
        boolean mark,
        Duration poll,
        Protection protection,
        Numbers numbers) {
    static final String ADDRESS = "address";
    static final String CHECK = "check";
    static final String MARK = "mark";
    static final String POLL = "poll-ms";
    static final String SECURITY = "security";
    static final String KEY = "key";
    static final String KEY_FILE = "key-file";
    static final String INSTALL_MODE = "install-mode";
    static final String RAW = "raw";
    static final String BYTE_ORDER = "byte-order";
    static final String DEPART_AFTER = "depart-after-ms";

    private static final int LAST_ADDRESS = 126;
    private static final Duration USUAL_POLL = Duration.ofMillis(50);

    /** A station's wish must be heard within 100 ms, see IndicatingReader. */
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private static final Pattern KEY_DIGITS = Pattern.compile("[0-9A-Fa-f]{32}");
    private static final int LONGEST_KEY_FILE = 1024;

    /** What keeps others from listening to and speaking on the line. */
    sealed interface Protection {
        /** Nothing, and the configuration says so. */
        record None() implements Protection {}

        /** The secure channel by this key, or no card is taken. */
        @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
        record ByKey(byte[] key) implements Protection {
            @Override
            public String toString() {
                return "by key"; // never in a log
            }
        }

        /** The secure channel by the key everyone knows; where we have one, the reader gets it. */
        record Install(Optional<ByKey> own) implements Protection {}

        /** The key this file holds. The file is read when the reader is opened. */
        record ByFile(Path file, boolean install) implements Protection {}
    }

    /**
     * How a reader tells numbers.
     *
     * @param csn bits in no named format are a whole UID, else a Wiegand number
     * @param lastByteFirst the reader turns the bytes round
     */
    record Numbers(boolean csn, boolean lastByteFirst) {}

    /**
     * What the configuration says.
     *
     * @throws ReaderException if a value is wrong; the message names reader, key, value and fix
     */
    static OsdpSettings from(ReaderConfig config) {
        var numbers =
                new Numbers(
                        choice(config, RAW, "wiegand", "csn").equals("csn"),
                        choice(config, BYTE_ORDER, "msb", "lsb").equals("lsb"));
        return new OsdpSettings(
                address(config),
                choice(config, CHECK, "crc", "sum").equals("sum"),
                config.flag(MARK, true),
                poll(config),
                protection(config),
                numbers);
    }

    /** The same with the key file read; the configuration check does without. */
    OsdpSettings withKeyRead(ReaderConfig config) {
        if (!(protection instanceof Protection.ByFile(var file, var install))) {
            return this;
        }
        Protection.ByKey own = own(config, KEY_FILE, read(config, file));
        return new OsdpSettings(
                address,
                sum,
                mark,
                poll,
                install ? new Protection.Install(Optional.of(own)) : own,
                numbers);
    }

    private static int address(ReaderConfig config) {
        String value = config.settings().getOrDefault(ADDRESS, "0");
        if (value.matches("[0-9]{1,3}") && Integer.parseInt(value) <= LAST_ADDRESS) {
            return Integer.parseInt(value);
        }
        throw refused(config, ADDRESS, value, "the reader's address, 0 to " + LAST_ADDRESS);
    }

    private static Duration poll(ReaderConfig config) {
        Duration poll = config.millis(POLL, USUAL_POLL);
        if (poll.compareTo(LONGEST_POLL) > 0) {
            throw refused(
                    config,
                    POLL,
                    String.valueOf(poll.toMillis()),
                    "milliseconds, at most " + LONGEST_POLL.toMillis());
        }
        return poll;
    }

    private static Protection protection(ReaderConfig config) {
        var settings = config.settings();
        boolean install = config.flag(INSTALL_MODE, false);
        Optional<String> key = Optional.ofNullable(settings.get(KEY));
        Optional<String> file = Optional.ofNullable(settings.get(KEY_FILE));
        if (choice(config, SECURITY, "channel", "none").equals("none")) {
            if (install || key.isPresent() || file.isPresent()) {
                throw refused(
                        config,
                        SECURITY,
                        "none",
                        "channel, or take key, key-file and install-mode away");
            }
            return new Protection.None();
        }
        if (key.isPresent() && file.isPresent()) {
            throw refused(config, KEY_FILE, file.get(), "only one of key and key-file");
        }
        if (file.isPresent()) {
            return new Protection.ByFile(path(config, file.get()), install);
        }
        Optional<Protection.ByKey> own = key.map(digits -> own(config, KEY, digits));
        if (install) {
            return new Protection.Install(own);
        }
        return own.orElseThrow(
                () ->
                        new ReaderException(
                                "reader %s: no key for the secure channel; set key-file to a file with 32 hex digits, or write security: none to let anyone on the line listen"
                                        .formatted(config.name())));
    }

    private static Path path(ReaderConfig config, String value) {
        String wanted = "the whole path of the key's file, for example /etc/hasivu/osdp.key";
        try {
            Path path = Path.of(value);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw refused(config, KEY_FILE, value, wanted);
        }
        throw refused(config, KEY_FILE, value, wanted);
    }

    private static String read(ReaderConfig config, Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new ReaderException(
                        "reader %s: everyone may read %s; chmod o-rwx it"
                                .formatted(config.name(), file));
            }
            return Files.size(file) > LONGEST_KEY_FILE ? "" : Files.readString(file).strip();
        } catch (IOException e) {
            throw new ReaderException(
                    "reader %s: key-file %s cannot be read (%s); correct the path or its permissions"
                            .formatted(config.name(), file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static Protection.ByKey own(ReaderConfig config, String where, String digits) {
        if (!KEY_DIGITS.matcher(digits).matches()) {
            throw new ReaderException(
                    "reader %s: %s holds no key; write 32 hex digits"
                            .formatted(config.name(), where)); // the value stays out of the log
        }
        byte[] key = HexFormat.of().parseHex(digits);
        if (Arrays.equals(key, OsdpSecureChannel.defaultKey())) {
            throw new ReaderException(
                    "reader %s: %s holds the default key SCBK-D, which everyone knows; make one of your own"
                            .formatted(config.name(), where));
        }
        return new Protection.ByKey(key);
    }

    private static String choice(ReaderConfig config, String key, String usual, String other) {
        String value = config.settings().getOrDefault(key, usual);
        if (Set.of(usual, other).contains(value)) {
            return value;
        }
        throw refused(config, key, value, usual + " or " + other);
    }

    private static ReaderException refused(
            ReaderConfig config, String key, String value, String wanted) {
        return new ReaderException(
                "reader %s: %s is '%s'; write %s".formatted(config.name(), key, value, wanted));
    }
}

package com.hasivu.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Strict readings of an event's fields. Pure. */
final class TagFields {
    private static final int LEAST_EPC = 4;
    private static final int LONGEST_EPC = 16;
    private static final double WEAKEST_DBM = -150;
    private static final double STRONGEST_DBM = 30;

    /** {@code Z}, {@code +05:30}, or {@code +0000} as Zebra writes it. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .appendPattern("[XXX][XX]")
                    .toFormatter(Locale.ROOT);

    /** A field that cannot be; caught where a read is made. */
    static final class WrongField extends Exception {
        private static final long serialVersionUID = 1L;

        WrongField(String what) {
            super(what, null, false, false);
        }
    }

    private TagFields() {}

    /** Upper or lower case, an even count. */
    static byte[] hex(String text, String what) throws WrongField {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new WrongField(what);
        }
    }

    /** Base64 in either alphabet, with or without padding, with no bit too many. */
    static byte[] base64(String text, String what) throws WrongField {
        String plain = text.replace('-', '+').replace('_', '/');
        try {
            byte[] bytes = Base64.getDecoder().decode(plain);
            String again = Base64.getEncoder().encodeToString(bytes);
            if (plain.equals(again) || plain.equals(again.replace("=", ""))) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new WrongField(what);
        }
        throw new WrongField(what);
    }

    /** An EPC has whole words of 2 bytes, and as many as PC says, where PC is told. */
    static CardId epc(byte[] epc, Optional<byte[]> pc) throws WrongField {
        if (epc.length < LEAST_EPC || epc.length > LONGEST_EPC || epc.length % 2 != 0) {
            throw new WrongField("epc length");
        }
        if (pc.isPresent()
                && (pc.get().length != 2 || 2 * ((pc.get()[0] & 0xFF) >> 3) != epc.length)) {
            throw new WrongField("epc length");
        }
        return CardId.of(epc);
    }

    /**
     * @param unit of the text, in dBm
     */
    static OptionalDouble dbm(Optional<String> text, double unit) throws WrongField {
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double dbm = Double.parseDouble(text.get()) * unit;
            if (dbm >= WEAKEST_DBM && dbm <= STRONGEST_DBM) {
                return OptionalDouble.of(dbm);
            }
        } catch (NumberFormatException e) {
            throw new WrongField("rssi");
        }
        throw new WrongField("rssi");
    }

    /** Of the years 1970 to 9999; no reader's clock shows another. */
    static Optional<Instant> time(Optional<String> text) throws WrongField {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = TIME.parse(text.get(), OffsetDateTime::from);
            if (time.getYear() >= 1970 && time.getYear() <= 9999) {
                return Optional.of(time.toInstant());
            }
        } catch (DateTimeException e) {
            throw new WrongField("timestamp");
        }
        throw new WrongField("timestamp");
    }

    static CardRead read(CardId epc, OptionalDouble dbm) {
        var read = CardRead.epc(epc);
        return dbm.isPresent() ? read.at(dbm.getAsDouble()) : read;
    }
}

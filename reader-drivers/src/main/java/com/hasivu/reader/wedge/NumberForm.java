package com.hasivu.reader.wedge;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** How a reader writes a card's number. Examples for the EM4100 card 0102B0A5FD. */
enum NumberForm {
    /** 0045131261: the last 4 bytes. */
    DECIMAL_10("10d", CardForm.DECIMAL_10, false, new Part(10, 4)),
    /** 2779775489: the first 4 bytes, last of them first; common with 13.56 MHz readers. */
    DECIMAL_10_REVERSED("10d-reversed", CardForm.REVERSED_32, true, new Part(10, 4)),
    /** 11534849: the first 3 bytes, last of them first. */
    DECIMAL_8_REVERSED("8d-reversed", CardForm.REVERSED_24, true, new Part(8, 3)),
    /** 11576829: the last 3 bytes. */
    DECIMAL_8("8d", CardForm.DECIMAL_8, false, new Part(8, 3)),
    /** 0004340098557: all 5 bytes. */
    DECIMAL_13("13d", CardForm.DECIMAL_13, false, new Part(13, 5)),
    /** 00688,42493, or without the comma. */
    DECIMAL_5_5("5+5", CardForm.DECIMAL_5_5, false, new Part(5, 2), new Part(5, 2)),
    /** 176,42493, or without the comma. */
    DECIMAL_3_5("3+5", CardForm.DECIMAL_3_5, false, new Part(3, 1), new Part(5, 2)),
    /** 0102B0A5FD. */
    HEX("hex", CardForm.UID, false),
    /** FDA5B00201. */
    HEX_REVERSED("hex-reversed", CardForm.REVERSED, true);

    /** What the typed text is. */
    sealed interface Meaning {
        record Card(CardRead read) implements Meaning {}

        record Refused(String why) implements Meaning {}
    }

    /** A decimal number of so many digits, which stands for so many bytes. */
    private record Part(int digits, int bytes) {}

    /**
     * Of ISO 14443 (4, 7, 10), EM4100 (5) and ISO 15693 (8). Any other length is a number cut
     * short.
     */
    private static final Set<Integer> UID_BYTES = Set.of(4, 5, 7, 8, 10);

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern HEX_DIGITS = Pattern.compile("[0-9A-F]+");
    private static final Pattern ZEROS = Pattern.compile("0+");

    private final String label;
    private final CardForm form;
    private final boolean reversed;
    private final List<Part> parts;

    NumberForm(String label, CardForm form, boolean reversed, Part... parts) {
        this.label = label;
        this.form = form;
        this.reversed = reversed;
        this.parts = List.of(parts);
    }

    static Optional<NumberForm> labelled(String label) {
        return Arrays.stream(values()).filter(form -> form.label.equals(label)).findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(form -> form.label).toList();
    }

    /** Strict: the exact count of digits, and no number above what its bytes can hold. */
    Meaning read(String text) {
        return parts.isEmpty() ? hex(text) : decimal(text);
    }

    private Meaning hex(String text) {
        if (!HEX_DIGITS.matcher(text).matches()) {
            return new Meaning.Refused("not hex");
        }
        if (text.length() % 2 != 0 || !UID_BYTES.contains(text.length() / 2)) {
            return new Meaning.Refused("digit count");
        }
        return card(text);
    }

    private Meaning decimal(String text) {
        String digits = withoutComma(text);
        if (!DIGITS.matcher(digits).matches()) {
            return new Meaning.Refused("not decimal");
        }
        if (digits.length() != parts.stream().mapToInt(Part::digits).sum()) {
            return new Meaning.Refused("digit count");
        }
        var hex = new StringBuilder();
        int at = 0;
        for (Part part : parts) {
            long number = Long.parseLong(digits.substring(at, at + part.digits));
            if (number >= 1L << 8 * part.bytes) {
                return new Meaning.Refused("out of range");
            }
            hex.append(("%0" + 2 * part.bytes + "X").formatted(number));
            at += part.digits;
        }
        return card(hex.toString());
    }

    private String withoutComma(String text) {
        int comma = parts.getFirst().digits;
        return parts.size() == 2 && text.length() > comma && text.charAt(comma) == ','
                ? text.substring(0, comma) + text.substring(comma + 1)
                : text;
    }

    /** A chip's number is never zero: some readers type zeros when a read failed. */
    private Meaning card(String hex) {
        if (ZEROS.matcher(hex).matches()) {
            return new Meaning.Refused("out of range");
        }
        byte[] bytes = new CardId(hex).bytes();
        if (reversed) {
            for (int i = 0; i < bytes.length / 2; i++) {
                byte other = bytes[bytes.length - 1 - i];
                bytes[bytes.length - 1 - i] = bytes[i];
                bytes[i] = other;
            }
        }
        return new Meaning.Card(
                new CardRead(CardId.of(bytes), form, CardFamily.UNKNOWN, OptionalInt.empty()));
    }
}

package com.hasivu.protocol;

import static java.util.stream.Collectors.joining;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Card numbers as they are printed on cards and told by readers, and the one card they mean. The
 * forms and their arithmetic: docs/card-numbers.md. Pure.
 */
public final class CardNumbers {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern PAIR = Pattern.compile("([0-9]{1,5}) ?[,./ -] ?([0-9]{5})");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,13}");
    private static final Pattern HEXES = Pattern.compile("[0-9A-F]{6,32}");
    private static final Pattern BITS = Pattern.compile("[01]{26}|[01]{34}|[01]{37}");

    /**
     * What a text may mean.
     *
     * @param told the bytes that form keeps, in the order of the UID
     */
    public record Reading(CardForm form, CardId told) {}

    /** The card a text means. */
    public sealed interface Meaning {
        /**
         * Exactly one known card.
         *
         * @param readings the forms by which the text means it
         */
        record One(CardId card, List<Reading> readings) implements Meaning {}

        /** Several known cards; nobody is served by guessing. In the order of their numbers. */
        record Several(List<CardId> cards) implements Meaning {}

        /** No known card; these forms were tried. */
        record Unknown(List<Reading> readings) implements Meaning {}
    }

    private CardNumbers() {}

    /**
     * Every way to read a text, with separators as printed.
     *
     * @throws IllegalArgumentException if it is none; the message names the text and the forms
     */
    public static List<Reading> read(String text) {
        String trimmed = text.strip().toUpperCase(Locale.ROOT);
        List<Reading> readings = new ArrayList<>();
        bits(trimmed).ifPresent(readings::add);
        if (readings.isEmpty()) {
            readings.addAll(pair(trimmed));
        }
        if (readings.isEmpty()) {
            readings.addAll(decimal(trimmed));
            readings.addAll(hex(trimmed.replaceAll("[ :-]", "")));
        }
        if (readings.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is no card number; write the UID in hex (04A1B2C3), or as printed: 13, 10 or 8 digits, 5+5 (00688,42493), 3+5 (176,42493), or 26, 34 or 37 Wiegand bits"
                            .formatted(text));
        }
        return List.copyOf(readings);
    }

    /** The one card of {@code known} that a text means, or why there is none. */
    public static Meaning resolve(String text, Collection<CardId> known) {
        return resolve(read(text), known);
    }

    /** As {@link #resolve(String, Collection)}, from readings. */
    public static Meaning resolve(List<Reading> readings, Collection<CardId> known) {
        var cards = new TreeSet<CardId>();
        for (CardId card : known) {
            if (readings.stream().anyMatch(reading -> mayMean(reading, card))) {
                cards.add(card);
            }
        }
        return switch (cards.size()) {
            case 0 -> new Meaning.Unknown(readings);
            case 1 ->
                    new Meaning.One(
                            cards.first(),
                            readings.stream().filter(r -> mayMean(r, cards.first())).toList());
            default -> new Meaning.Several(List.copyOf(cards));
        };
    }

    private static boolean mayMean(Reading reading, CardId card) {
        return reading.form().mayMean(reading.told(), card);
    }

    /**
     * A card's number in that form, as it is printed.
     *
     * @throws IllegalArgumentException if the card has too few or too many bytes for the form
     */
    public static String print(CardForm form, CardId card) {
        return switch (form) {
            case UID, EPC -> card.hex();
            case REVERSED -> reversed(card).hex();
            case DECIMAL_13 -> "%013d".formatted(whole(form, card, 5));
            case DECIMAL_10 -> "%010d".formatted(tail(card, 4));
            case DECIMAL_8 -> "%08d".formatted(tail(card, 3));
            case DECIMAL_5_5 -> "%05d,%05d".formatted(tail(card, 4) >>> 16, tail(card, 2));
            case DECIMAL_3_5 -> "%03d,%05d".formatted(tail(card, 3) >>> 16, tail(card, 2));
            case WIEGAND_26 -> wiegand(tail(card, 3), 24);
            case WIEGAND_34 -> wiegand(tail(card, 4), 32);
            case WIEGAND_37 -> wiegand(whole(form, card, 5), 35);
            case REVERSED_32 -> "%010d".formatted(tail(reversed(card), 4));
            case REVERSED_24 -> "%08d".formatted(tail(reversed(card), 3));
        };
    }

    private static long whole(CardForm form, CardId card, int bytes) {
        if (card.bytes().length != bytes) {
            throw new IllegalArgumentException(
                    "%s has no %s form: that is for %d bytes".formatted(card, form.label(), bytes));
        }
        return new BigInteger(1, card.bytes()).longValueExact();
    }

    private static long tail(CardId card, int bytes) {
        byte[] all = card.bytes();
        if (all.length < bytes) {
            throw new IllegalArgumentException(
                    "%s has only %d bytes; %d are needed".formatted(card, all.length, bytes));
        }
        return new BigInteger(1, Arrays.copyOfRange(all, all.length - bytes, all.length))
                .longValueExact();
    }

    /** Even parity before, over the first half; odd parity after, over the second half. */
    private static String wiegand(long data, int bits) {
        if (bits < 40 && data >>> bits != 0) {
            throw new IllegalArgumentException("the number has more than %d bits".formatted(bits));
        }
        int half = (bits + 1) / 2; // of 35 bits the middle one counts in both halves
        int first = Long.bitCount(data >>> (bits - half)) & 1;
        int second = Long.bitCount(data & ((1L << half) - 1)) & 1;
        String middle =
                IntStream.range(0, bits)
                        .mapToObj(i -> (data >>> (bits - 1 - i) & 1) == 1 ? "1" : "0")
                        .collect(joining());
        return first + middle + (1 - second);
    }

    private static Optional<Reading> bits(String text) {
        if (!BITS.matcher(text).matches()) {
            return Optional.empty();
        }
        int bits = text.length() - 2;
        long data = Long.parseLong(text.substring(1, text.length() - 1), 2);
        CardForm form =
                switch (bits) {
                    case 24 -> CardForm.WIEGAND_26;
                    case 32 -> CardForm.WIEGAND_34;
                    default -> CardForm.WIEGAND_37;
                };
        return wiegand(data, bits).equals(text)
                ? Optional.of(new Reading(form, card(data, (bits + 7) / 8)))
                : Optional.empty();
    }

    private static List<Reading> pair(String text) {
        Matcher pair = PAIR.matcher(text);
        if (!pair.matches()) {
            return List.of();
        }
        int high = Integer.parseInt(pair.group(1));
        int low = Integer.parseInt(pair.group(2));
        if (low > 0xFFFF || high > 0xFFFF) {
            return List.of();
        }
        long number = (long) high << 16 | low;
        return pair.group(1).length() <= 3 && high <= 0xFF
                ? List.of(new Reading(CardForm.DECIMAL_3_5, card(number, 3)))
                : List.of(new Reading(CardForm.DECIMAL_5_5, card(number, 4)));
    }

    /** Padded digits say their form; without the zeros before, every form that holds them. */
    private static List<Reading> decimal(String digits) {
        if (!DIGITS.matcher(digits).matches()) {
            return List.of();
        }
        long number = Long.parseLong(digits);
        int length = digits.length();
        List<Reading> readings = new ArrayList<>();
        if ((length > 10 || number >>> 32 != 0) && number >>> 40 == 0) {
            readings.add(new Reading(CardForm.DECIMAL_13, card(number, 5)));
        }
        boolean paddedTo8 = length == 8 && number >>> 24 == 0;
        if (!paddedTo8 && length <= 10 && number >>> 32 == 0) {
            CardId told = card(number, 4);
            readings.add(new Reading(CardForm.DECIMAL_10, told));
            readings.add(new Reading(CardForm.REVERSED_32, reversed(told)));
        }
        if (length <= 8 && number >>> 24 == 0) {
            CardId told = card(number, 3);
            readings.add(new Reading(CardForm.DECIMAL_8, told));
            readings.add(new Reading(CardForm.REVERSED_24, reversed(told)));
        }
        return readings;
    }

    private static List<Reading> hex(String digits) {
        if (!HEXES.matcher(digits).matches() || digits.length() % 2 != 0) {
            return List.of();
        }
        CardId card = new CardId(digits);
        return List.of(
                new Reading(CardForm.UID, card), new Reading(CardForm.REVERSED, reversed(card)));
    }

    private static CardId card(long number, int bytes) {
        return new CardId(HEX.toHexDigits(number, 2 * bytes));
    }

    /** The same bytes, last first. */
    public static CardId reversed(CardId card) {
        byte[] bytes = card.bytes();
        var turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return CardId.of(turned);
    }

    /** Cards for a message that a person reads, masked: {@code ..B51C, ..51C6}. */
    public static String names(Collection<CardId> cards) {
        return cards.stream().map(CardId::masked).collect(joining(", "));
    }
}

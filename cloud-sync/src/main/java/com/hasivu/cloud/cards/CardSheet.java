package com.hasivu.cloud.cards;

import com.hasivu.cloud.csv.Columns;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.csv.SheetRow;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list of cards as CSV: {@code number} and, if wanted, {@code number_form}, {@code type}, {@code
 * form}, {@code last_day}; each card once. Numbers may be as printed: docs/card-numbers.md. Pure.
 */
final class CardSheet {
    static final String NUMBER = "number";
    private static final String NUMBER_FORM = "number_form";
    private static final String TYPE = "type";
    private static final String FORM = "form";
    private static final String LAST_DAY = "last_day";
    private static final Columns COLUMNS =
            new Columns(List.of(NUMBER, NUMBER_FORM, TYPE, FORM, LAST_DAY), 1);
    private static final Set<String> FORMS = Set.of("card", "wristband", "fob");
    private static final Set<CardForm> TURNED =
            Set.of(CardForm.REVERSED, CardForm.REVERSED_32, CardForm.REVERSED_24);

    private CardSheet() {}

    /** A card to be; {@code line} of the file. */
    record Row(long line, CardId uid, CardType type, String form, Optional<LocalDate> lastDay) {}

    static Sheet<Row> read(byte[] file) {
        Map<CardId, Long> seen = new HashMap<>();
        return Sheet.read(file, COLUMNS, row -> row(row, seen));
    }

    private static Optional<Row> row(SheetRow row, Map<CardId, Long> seen) {
        String typeText = row.cell(TYPE).toLowerCase(Locale.ROOT);
        Optional<CardType> type = CardType.find(typeText);
        if (!typeText.isEmpty() && type.isEmpty()) {
            row.fault(TYPE, "use one of " + CardType.labels());
        }
        String form = row.optional(FORM).orElse("card");
        if (!FORMS.contains(form)) {
            row.fault(FORM, "use card, wristband or fob");
        }
        Optional<LocalDate> lastDay = lastDay(row);
        Optional<CardId> uid = row.sound() ? number(row, type) : Optional.empty();
        if (uid.isEmpty()) {
            return Optional.empty();
        }
        Long first = seen.putIfAbsent(uid.get(), row.line());
        if (first != null) {
            wrongNumber(row, "is the card of line %d again: take one of them out".formatted(first));
            return Optional.empty();
        }
        return Optional.of(
                new Row(
                        row.line(),
                        uid.get(),
                        type.orElseGet(() -> CardType.likely(uid.get())),
                        form,
                        lastDay));
    }

    private static Optional<LocalDate> lastDay(SheetRow row) {
        try {
            return row.optional(LAST_DAY).map(LocalDate::parse);
        } catch (DateTimeException e) {
            row.fault(LAST_DAY, "write a day as 2027-03-31");
            return Optional.empty();
        }
    }

    /** The one card a number can mean, if it tells the whole of it. */
    private static Optional<CardId> number(SheetRow row, Optional<CardType> type) {
        Optional<CardForm> form = CardForm.of(row.cell(NUMBER_FORM));
        if (row.optional(NUMBER_FORM).isPresent() && form.isEmpty()) {
            row.fault(NUMBER_FORM, "use a form of docs/card-numbers.md, for example uid or 13d");
            return Optional.empty();
        }
        List<CardNumbers.Reading> readings;
        try {
            readings = CardNumbers.read(row.cell(NUMBER));
        } catch (IllegalArgumentException e) {
            wrongNumber(row, "is no card number: write the UID in hex, or the digits as printed");
            return Optional.empty();
        }
        List<CardNumbers.Reading> possible =
                readings.stream()
                        .filter(
                                one ->
                                        form.map(one.form()::equals)
                                                .orElse(!TURNED.contains(one.form())))
                        .toList();
        boolean several = possible.stream().map(CardNumbers.Reading::told).distinct().count() > 1;
        List<CardId> whole =
                possible.stream()
                        .filter(one -> isWhole(one, type))
                        .map(CardNumbers.Reading::told)
                        .distinct()
                        .toList();
        if (whole.size() == 1 && !several) {
            return Optional.of(whole.getFirst());
        }
        wrongNumber(
                row,
                several
                        ? "reads as several numbers: say in number_form how it is printed, for example uid, 13d or 10d"
                        : "does not tell the whole number of such a card: write the UID in hex or the 13 digits, or read the card at a reader");
        return Optional.empty();
    }

    /** A card's number is a key: of a wrong one the end is shown only. */
    private static void wrongNumber(SheetRow row, String fix) {
        String text = row.cell(NUMBER);
        row.fault(
                NUMBER, text.length() <= 4 ? text : ".." + text.substring(text.length() - 4), fix);
    }

    /** A form that keeps a part tells all of a chip whose number is no longer. */
    private static boolean isWhole(CardNumbers.Reading reading, Optional<CardType> type) {
        return type.map(chip -> chip.refuse(reading.told()).isEmpty())
                .orElse(reading.form().keeps() == CardForm.Keeps.ALL);
    }
}

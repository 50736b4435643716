package com.hasivu.cloud.cards;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list of cards as CSV (RFC 4180) with a head: {@code number} and, if wanted, {@code
 * number_form}, {@code type}, {@code form}, {@code last_day}. Numbers may be as printed:
 * docs/card-numbers.md. A row that cannot be is named with its line, its column, its value and what
 * to do. Pure.
 *
 * @param rows those without fault, each card once
 * @param total how many rows the text has, without the head
 */
record CardSheet(List<Row> rows, List<Fault> faults, int total) {
    static final int MOST_ROWS = 20_000;

    /** Faults told; more of them are counted only. */
    static final int MOST_FAULTS = 1000;

    private static final String NUMBER = "number";
    private static final String NUMBER_FORM = "number_form";
    private static final String TYPE = "type";
    private static final String FORM = "form";
    private static final String LAST_DAY = "last_day";
    private static final Set<String> COLUMNS = Set.of(NUMBER, NUMBER_FORM, TYPE, FORM, LAST_DAY);
    private static final Set<String> FORMS = Set.of("card", "wristband", "fob");
    private static final Set<CardForm> TURNED =
            Set.of(CardForm.REVERSED, CardForm.REVERSED_32, CardForm.REVERSED_24);

    CardSheet {
        rows = List.copyOf(rows);
        faults = List.copyOf(faults);
    }

    /** A card to be; {@code line} of the text, the head is line 1. */
    record Row(long line, CardId uid, CardType type, String form, Optional<LocalDate> lastDay) {}

    /** What is wrong in one cell. */
    record Fault(long line, String column, String value, String fix) {}

    static CardSheet read(String csv) {
        String text = csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
        var faults = new ArrayList<Fault>();
        var rows = new ArrayList<Row>();
        Map<CardId, Long> seen = new HashMap<>();
        int total = 0;
        try (var parser =
                CSVParser.parse(
                        new StringReader(text),
                        CSVFormat.RFC4180
                                .builder()
                                .setHeader()
                                .setSkipHeaderRecord(true)
                                .setIgnoreEmptyLines(true)
                                .setTrim(true)
                                .get())) {
            faults.addAll(head(parser.getHeaderNames()));
            if (!faults.isEmpty()) {
                return new CardSheet(List.of(), faults, 0);
            }
            for (CSVRecord record : parser) {
                total++;
                if (total > MOST_ROWS) {
                    faults.add(
                            new Fault(
                                    parser.getCurrentLineNumber(),
                                    "",
                                    "",
                                    "a list has at most %d rows: cut it in parts"
                                            .formatted(MOST_ROWS)));
                    break;
                }
                row(record, parser.getCurrentLineNumber(), seen, faults).ifPresent(rows::add);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            faults.add(
                    new Fault(
                            1L + total,
                            "",
                            "",
                            "write it as CSV with a head and quotes in pairs: " + e.getMessage()));
        }
        return new CardSheet(rows, faults, total);
    }

    private static List<Fault> head(List<String> names) {
        var faults = new ArrayList<Fault>();
        if (!names.contains(NUMBER)) {
            faults.add(new Fault(1, NUMBER, "", "begin the head with a column 'number'"));
        }
        names.stream()
                .filter(name -> !COLUMNS.contains(name))
                .forEach(
                        name ->
                                faults.add(
                                        new Fault(
                                                1,
                                                name,
                                                name,
                                                "is not known here; use "
                                                        + COLUMNS.stream().sorted().toList())));
        return faults;
    }

    private static Optional<Row> row(
            CSVRecord record, long line, Map<CardId, Long> seen, List<Fault> faults) {
        int before = faults.size();
        Optional<CardType> type = Optional.empty();
        String typeText = cell(record, TYPE).toLowerCase(Locale.ROOT);
        if (!typeText.isEmpty()) {
            type = CardType.find(typeText);
            if (type.isEmpty()) {
                faults.add(new Fault(line, TYPE, typeText, "use one of " + CardType.labels()));
            }
        }
        String form = cell(record, FORM).isEmpty() ? "card" : cell(record, FORM);
        if (!FORMS.contains(form)) {
            faults.add(new Fault(line, FORM, form, "use card, wristband or fob"));
        }
        Optional<LocalDate> lastDay = Optional.empty();
        String dayText = cell(record, LAST_DAY);
        if (!dayText.isEmpty()) {
            try {
                lastDay = Optional.of(LocalDate.parse(dayText));
            } catch (DateTimeException e) {
                faults.add(new Fault(line, LAST_DAY, dayText, "write a day as 2027-03-31"));
            }
        }
        if (faults.size() > before) {
            return Optional.empty();
        }
        Optional<CardId> uid = number(record, line, type, faults);
        if (uid.isEmpty()) {
            return Optional.empty();
        }
        Long first = seen.putIfAbsent(uid.get(), line);
        if (first != null) {
            faults.add(
                    new Fault(
                            line,
                            NUMBER,
                            masked(cell(record, NUMBER)),
                            "is the card of line %d again: take one of them out".formatted(first)));
            return Optional.empty();
        }
        return Optional.of(
                new Row(
                        line,
                        uid.get(),
                        type.orElseGet(() -> CardType.likely(uid.get())),
                        form,
                        lastDay));
    }

    /** The one card a number can mean, if it tells the whole of it. */
    private static Optional<CardId> number(
            CSVRecord record, long line, Optional<CardType> type, List<Fault> faults) {
        String text = cell(record, NUMBER);
        String wanted = cell(record, NUMBER_FORM);
        Optional<CardForm> form = CardForm.of(wanted);
        if (!wanted.isEmpty() && form.isEmpty()) {
            faults.add(
                    new Fault(
                            line,
                            NUMBER_FORM,
                            wanted,
                            "use a form of docs/card-numbers.md, for example uid or 13d"));
            return Optional.empty();
        }
        List<CardNumbers.Reading> readings;
        try {
            readings = CardNumbers.read(text);
        } catch (IllegalArgumentException e) {
            faults.add(
                    new Fault(
                            line,
                            NUMBER,
                            masked(text),
                            "is no card number: write the UID in hex, or the digits as printed"));
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
        faults.add(
                new Fault(
                        line,
                        NUMBER,
                        masked(text),
                        several
                                ? "reads as several numbers: say in number_form how it is printed, for example uid, 13d or 10d"
                                : "does not tell the whole number of such a card: write the UID in hex or the 13 digits, or read the card at a reader"));
        return Optional.empty();
    }

    /** A form that keeps a part tells all of a chip whose number is no longer. */
    private static boolean isWhole(CardNumbers.Reading reading, Optional<CardType> type) {
        return type.map(chip -> chip.refuse(reading.told()).isEmpty())
                .orElse(reading.form().keeps() == CardForm.Keeps.ALL);
    }

    private static String cell(CSVRecord record, String column) {
        return record.isMapped(column) && record.isSet(column) ? record.get(column) : "";
    }

    /** A card's number is a key: a list of faults shows its end only. */
    private static String masked(String text) {
        return text.length() <= 4 ? text : ".." + text.substring(text.length() - 4);
    }
}

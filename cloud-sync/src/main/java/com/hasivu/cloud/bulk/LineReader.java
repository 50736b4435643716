package com.hasivu.cloud.bulk;

import com.hasivu.cloud.csv.SheetRow;
import com.hasivu.cloud.schools.Allergens;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one line of a sheet and names every fault in it. The limits are those of openapi.yaml. */
final class LineReader {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SHORT = 40;
    private static final int LONGEST_EMAIL = 254;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final Pattern REFERENCE =
            Pattern.compile("(?=.{1,60}$)[A-Za-z0-9/.-]*[0-9][A-Za-z0-9/.-]*");

    private final SheetRow row;

    LineReader(SheetRow row) {
        this.row = row;
    }

    /** Empty when there is a fault in it. */
    Optional<Line> read() {
        var child =
                new Students.Details(
                        needed(Column.NAME, LONGEST_NAME),
                        needed(Column.CLASS, LONGEST_SHORT),
                        needed(Column.ROLL, LONGEST_SHORT),
                        oneOf(Column.DIET, Student.DIETS),
                        allergens());
        Optional<String> consent = optional(Column.CONSENT);
        consent.filter(reference -> !REFERENCE.matcher(reference).matches())
                .ifPresent(
                        reference ->
                                fault(
                                        Column.CONSENT,
                                        "is no reference: up to 60 letters, digits, / . and -, with a digit, and no name"));
        var parents = new ArrayList<Line.Parent>();
        parent(Column.GUARDIAN_NAME, Column.GUARDIAN_EMAIL, Column.GUARDIAN_RIGHTS)
                .ifPresent(parents::add);
        parent(Column.GUARDIAN2_NAME, Column.GUARDIAN2_EMAIL, Column.GUARDIAN2_RIGHTS)
                .filter(second -> distinct(parents, second))
                .ifPresent(parents::add);
        return row.sound()
                ? Optional.of(new Line(row.line(), child, consent, parents))
                : Optional.empty();
    }

    private boolean distinct(List<Line.Parent> parents, Line.Parent second) {
        boolean twice = parents.stream().anyMatch(one -> one.email().equals(second.email()));
        if (twice) {
            fault(Column.GUARDIAN2_EMAIL, "is the first guardian's too; leave one away");
        }
        return !twice;
    }

    private Optional<Line.Parent> parent(Column name, Column email, Column rights) {
        Optional<String> address = optional(email);
        if (address.isEmpty()) {
            if (optional(name).isPresent() || optional(rights).isPresent()) {
                fault(email, "is missing; a guardian is known by the e-mail address");
            }
            return Optional.empty();
        }
        if (address.get().length() > LONGEST_EMAIL || !EMAIL.matcher(address.get()).matches()) {
            fault(email, "is no e-mail address; write one like asha.rao@example.in");
        }
        String given = cell(rights).toLowerCase(Locale.ROOT).replace(" ", "");
        if (!List.of("", "order", "collect", "order+collect").contains(given)) {
            fault(rights, "is no right; write order, collect, order+collect, or nothing for both");
        }
        return Optional.of(
                new Line.Parent(
                        address.get().toLowerCase(Locale.ROOT),
                        needed(name, LONGEST_NAME),
                        !given.equals("collect"),
                        !given.equals("order")));
    }

    private List<String> allergens() {
        var codes = new ArrayList<String>();
        for (String code : cell(Column.ALLERGENS).toLowerCase(Locale.ROOT).split(";")) {
            if (!code.isBlank()) {
                codes.add(code.strip());
            }
        }
        if (!Allergens.CODES.containsAll(codes)) {
            fault(Column.ALLERGENS, "write some of %s, with ; between".formatted(Allergens.CODES));
        }
        return codes;
    }

    private String oneOf(Column column, List<String> codes) {
        String value = cell(column).toLowerCase(Locale.ROOT);
        if (!value.isEmpty() && !codes.contains(value)) {
            fault(column, "write one of %s, or nothing".formatted(codes));
        }
        return value;
    }

    private String needed(Column column, int longest) {
        String value = cell(column);
        if (value.isEmpty()) {
            fault(column, "is missing");
        } else if (value.length() > longest) {
            fault(column, "is longer than %d characters; shorten it".formatted(longest));
        } else if (!value.codePoints().allMatch(LineReader::printable)) {
            fault(column, "holds a control character or a line break; take it out");
        }
        return value;
    }

    private static boolean printable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
    }

    private Optional<String> optional(Column column) {
        return row.optional(column.label());
    }

    private String cell(Column column) {
        return row.cell(column.label());
    }

    private void fault(Column column, String fix) {
        row.fault(column.label(), fix);
    }
}

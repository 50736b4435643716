package com.hasivu.edge.cli;

import com.hasivu.reader.ReaderDrivers;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader to set up, as {@code KIND:DEVICE[:NAME]}. A device may hold colons: what follows the
 * last one is the name only if it begins with a letter, as a port does not.
 *
 * @param name empty for one to be given
 * @param baud 0 for the kind's own
 */
record ReaderWish(String kind, String device, String name, int baud) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9]+):(\\S+?)(?::([a-z](?:[a-z0-9-]{0,38}[a-z0-9])?))?");

    ReaderWish named(String other) {
        return new ReaderWish(kind, device, other, baud);
    }

    /** As a person would write it. */
    String spelled() {
        return kind + ":" + device + (name.isEmpty() ? "" : ":" + name);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<ReaderWish> {
        @Override
        public ReaderWish convert(String text) {
            Matcher m = FORM.matcher(text);
            String kind = m.matches() ? m.group(1).toLowerCase(Locale.ROOT) : "";
            if (!ReaderDrivers.kinds().contains(kind)) {
                throw new TypeConversionException(
                        "'%s' is not KIND:DEVICE[:NAME] with a kind of %s; for example rdm6300:/dev/ttyUSB0:counter-1"
                                .formatted(text, ReaderDrivers.kinds()));
            }
            return new ReaderWish(kind, m.group(2), m.group(3) == null ? "" : m.group(3), 0);
        }
    }
}

package com.hasivu.reader;

import com.hasivu.reader.llrp.LlrpDriver;
import com.hasivu.reader.pn532.Pn532Driver;
import com.hasivu.reader.rdm6300.Rdm6300Driver;

import java.util.List;
import java.util.Optional;

/** The kinds of reader a station can be configured with. A new family adds its line here. */
public final class ReaderDrivers {
    private static final List<ReaderDriver> ALL =
            List.of(
                    new LlrpDriver(), //
                    new Pn532Driver(),
                    new Rdm6300Driver());

    private ReaderDrivers() {}

    /** The driver for a {@code reader.kind}; empty if there is none, see {@link #kinds()}. */
    public static Optional<ReaderDriver> byKind(String kind) {
        return ALL.stream().filter(driver -> driver.kind().equals(kind)).findFirst();
    }

    /** Every kind, in alphabetical order. */
    public static List<String> kinds() {
        return ALL.stream().map(ReaderDriver::kind).sorted().toList();
    }
}

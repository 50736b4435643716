package com.hasivu.reader;

import com.hasivu.reader.json.ImpinjDriver;
import com.hasivu.reader.json.ZebraDriver;
import com.hasivu.reader.mfrc522.Mfrc522Driver;
import com.hasivu.reader.osdp.OsdpDriver;
import com.hasivu.reader.pcsc.PcscDriver;
import com.hasivu.reader.pn532.Pn532Driver;
import com.hasivu.reader.r2000.R2000Driver;
import com.hasivu.reader.rdm6300.Rdm6300Driver;
import com.hasivu.reader.thingmagic.ThingMagicDriver;
import com.hasivu.reader.uhfreader18.UhfReader18Driver;
import com.hasivu.reader.wedge.WedgeDriver;
import com.hasivu.reader.wiegand.WiegandDriver;
import com.hasivu.reader.yrm100.Yrm100Driver;

import java.util.List;
import java.util.Optional;

/** The kinds of reader a station can be configured with. A new family adds its line here. */
public final class ReaderDrivers {
    private static final List<ReaderDriver> ALL =
            List.of(
                    new ImpinjDriver(),
                    new Mfrc522Driver(),
                    new OsdpDriver(),
                    new PcscDriver(),
                    new Pn532Driver(),
                    new R2000Driver(),
                    new Rdm6300Driver(),
                    new ThingMagicDriver(),
                    new UhfReader18Driver(),
                    new WedgeDriver(),
                    new WiegandDriver(),
                    new Yrm100Driver(),
                    new ZebraDriver());

    private ReaderDrivers() {}

    /** The driver for a {@code reader.kind}; empty if there is none, see {@link #kinds()}. */
    public static Optional<ReaderDriver> byKind(String kind) {
        return ALL.stream().filter(driver -> driver.kind().equals(kind)).findFirst();
    }

    /** Every driver, in alphabetical order of kind. */
    public static List<ReaderDriver> all() {
        return ALL;
    }

    /** Every kind, in alphabetical order. */
    public static List<String> kinds() {
        return ALL.stream().map(ReaderDriver::kind).sorted().toList();
    }
}

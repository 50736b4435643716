package com.hasivu.simulator.reader;

import com.hasivu.simulator.reader.json.ImpinjFamily;
import com.hasivu.simulator.reader.json.ZebraFamily;
import com.hasivu.simulator.reader.mfrc522.Mfrc522Family;
import com.hasivu.simulator.reader.osdp.OsdpFamily;
import com.hasivu.simulator.reader.pcsc.PcscFamily;
import com.hasivu.simulator.reader.pn532.Pn532Family;
import com.hasivu.simulator.reader.r2000.R2000Family;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Family;
import com.hasivu.simulator.reader.thingmagic.ThingMagicFamily;
import com.hasivu.simulator.reader.uhfreader18.UhfReader18Family;
import com.hasivu.simulator.reader.wedge.WedgeFamily;
import com.hasivu.simulator.reader.wiegand.WiegandFamily;
import com.hasivu.simulator.reader.yrm100.Yrm100Family;

import java.util.List;
import java.util.Optional;

/** Every family of emulated readers. A new one adds its line here. */
public final class EmulatedFamilies {
    private static final List<EmulatedFamily> ALL =
            List.of(
                    new ImpinjFamily(),
                    new Mfrc522Family(),
                    new OsdpFamily(),
                    new PcscFamily(),
                    new Pn532Family(),
                    new R2000Family(),
                    new Rdm6300Family(),
                    new ThingMagicFamily(),
                    new UhfReader18Family(),
                    new WedgeFamily(),
                    new WiegandFamily(),
                    new Yrm100Family(),
                    new ZebraFamily());

    private EmulatedFamilies() {}

    /** In alphabetical order of kind. */
    public static List<EmulatedFamily> all() {
        return ALL;
    }

    public static List<String> kinds() {
        return ALL.stream().map(EmulatedFamily::kind).toList();
    }

    public static Optional<EmulatedFamily> byKind(String kind) {
        return ALL.stream().filter(family -> family.kind().equals(kind)).findFirst();
    }
}

package com.hasivu.simulator.reader;

import com.hasivu.simulator.reader.llrp.LlrpFamily;
import com.hasivu.simulator.reader.pn532.Pn532Family;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Family;

import java.util.List;
import java.util.Optional;

/** Every family of emulated readers. A new one adds its line here. */
public final class EmulatedFamilies {
    private static final List<EmulatedFamily> ALL =
            List.of(
                    new LlrpFamily(), //
                    new Pn532Family(),
                    new Rdm6300Family());

    private EmulatedFamilies() {}

    /** In alphabetical order of kind. */
    public static List<EmulatedFamily> all() {
        return ALL;
    }

    public static Optional<EmulatedFamily> byKind(String kind) {
        return ALL.stream().filter(family -> family.kind().equals(kind)).findFirst();
    }
}

package com.hasivu.reader.wedge;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.time.Duration;

/**
 * How numbers are typed.
 *
 * @param longest from the first key to the last; nobody types ten digits by hand in that time
 */
record WedgeSettings(NumberForm form, Duration longest) {
    static final String FORM = "form";
    static final String MAX = "max-ms";
    static final WedgeSettings USUAL =
            new WedgeSettings(NumberForm.DECIMAL_10, Duration.ofSeconds(1));

    static WedgeSettings from(ReaderConfig config) {
        String label = config.settings().get(FORM);
        NumberForm form =
                label == null
                        ? USUAL.form
                        : NumberForm.labelled(label).orElseThrow(() -> unknown(config, label));
        return new WedgeSettings(form, config.millis(MAX, USUAL.longest));
    }

    private static ReaderException unknown(ReaderConfig config, String label) {
        return new ReaderException(
                "reader %s: %s is '%s'; write one of %s: hold a card to the reader in a text editor and compare"
                        .formatted(config.name(), FORM, label, NumberForm.labels()));
    }
}

package com.hasivu.simulator.demo;

import static java.util.stream.Collectors.joining;

import com.hasivu.simulator.demo.Site.SiteReader;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The readers of one counter, side by side: counter-1a, counter-1b and so on. */
record Bank(Map<String, EmulatedReader> byName, List<SiteReader> configured)
        implements AutoCloseable {
    /**
     * One reader of each family, in that order; those on a line have their devices in {@code dir}.
     */
    static Bank open(List<EmulatedFamily> families, Path dir) {
        Map<String, EmulatedReader> byName = new LinkedHashMap<>();
        List<SiteReader> configured = new ArrayList<>();
        var bank = new Bank(byName, configured);
        try {
            for (EmulatedFamily family : families) {
                String name = "counter-1" + (char) ('a' + byName.size());
                String place = family.anyPlace(dir, "tty-" + family.kind());
                EmulatedReader reader = family.open(place, Pacing.AT_ONCE);
                byName.put(name, reader);
                configured.add(
                        new SiteReader(name, family.kind(), reader.device(), family.settings()));
            }
            return bank;
        } catch (RuntimeException e) {
            bank.close();
            throw e;
        }
    }

    String names() {
        return configured.stream()
                .map(reader -> reader.name() + " " + reader.kind())
                .collect(joining(", "));
    }

    @Override
    public void close() {
        byName.values().forEach(EmulatedReader::close);
    }
}

package com.hasivu.edge.settings;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.SerialSettings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The {@code readers} list: name, kind, device, and the keys of the kind's driver. */
final class ReaderSettings {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern DEVICE = Pattern.compile("\\S{1,255}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._/+:,=-]{1,255}");
    private static final String VALUE_FIX =
            "use one plain value or path, of letters, digits and . _ / + : , = -";
    private static final SerialSettings ANY = new SerialSettings(9_600, false, false);

    private ReaderSettings() {}

    static List<ReaderConfig> from(Settings in) {
        List<ReaderConfig> readers = new ArrayList<>();
        for (String item : in.items("readers")) {
            one(in, item)
                    .ifPresent(
                            reader -> {
                                refuseTwins(in, item, reader, readers);
                                readers.add(reader);
                            });
        }
        return List.copyOf(readers);
    }

    private static Optional<ReaderConfig> one(Settings in, String item) {
        String name =
                in.requiredText(
                        item + ".name", NAME, "use 1 to 40 of a-z, 0-9 and '-', like counter-1-a");
        String kind = in.requiredChoice(item + ".kind", ReaderDrivers.kinds());
        String device =
                in.requiredText(
                        item + ".device",
                        DEVICE,
                        "use the device's path or address, for example /dev/ttyUSB0 or 192.168.1.190:5084");
        Optional<ReaderDriver> driver = ReaderDrivers.byKind(kind);
        Map<String, String> own = new HashMap<>();
        for (String key : new TreeSet<>(driver.map(ReaderDriver::settings).orElseGet(Set::of))) {
            boolean secret = driver.map(ReaderDriver::secrets).orElseGet(Set::of).contains(key);
            Optional<String> value =
                    secret
                            ? in.secret(item + "." + key, VALUE, VALUE_FIX)
                            : in.optionalText(item + "." + key, VALUE, VALUE_FIX);
            value.ifPresent(given -> own.put(key, given));
        }
        if (name.isEmpty() || device.isEmpty() || driver.isEmpty()) {
            return Optional.empty(); // told already
        }
        ReaderConfig config = new ReaderConfig(name, kind, device, own);
        try {
            SerialSettings.from(config, ANY);
            driver.get().presence(config);
        } catch (ReaderException e) {
            in.problem(item, String.valueOf(e.getMessage()));
        }
        return Optional.of(config);
    }

    private static void refuseTwins(
            Settings in, String item, ReaderConfig reader, List<ReaderConfig> earlier) {
        if (earlier.stream().anyMatch(r -> r.name().equals(reader.name()))) {
            in.problem(
                    item + ".name",
                    "is '%s', as of another reader; give each its own name"
                            .formatted(reader.name()));
        }
        if (earlier.stream().anyMatch(r -> place(r).equals(place(reader)))) {
            in.problem(
                    item + ".device",
                    "is '%s', as of another reader; one device serves one reader"
                            .formatted(place(reader)));
        }
    }

    private static String place(ReaderConfig reader) {
        try {
            return ReaderDrivers.byKind(reader.kind())
                    .map(driver -> driver.place(reader))
                    .orElse(reader.device());
        } catch (ReaderException e) {
            return reader.device(); // its settings are wrong, as was told
        }
    }
}

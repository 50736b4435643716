package com.hasivu.cloud.released;

import com.hasivu.cloud.Engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A schema that was on main, as states.txt tells it.
 *
 * @param after the one whose scripts and rows it has as well
 * @param rows the name of the file with the rows it added
 */
record Release(String name, Optional<Release> after, String rows, List<Script> scripts) {
    /**
     * @param place of the script in resources/db
     * @param checksum Flyway's
     * @param was its file's name in this release
     */
    record Script(String place, int checksum, String was) {
        boolean isOf(Engine engine) {
            return place.startsWith("migration/")
                    || place.startsWith(engine == Engine.H2 ? "h2/" : "postgresql/");
        }

        private static Script of(String[] words) {
            return new Script(
                    words[0],
                    Integer.parseInt(words[1]),
                    words.length == 4
                            ? words[3]
                            : words[0].substring(words[0].lastIndexOf('/') + 1));
        }
    }

    /** In the order of the file. */
    static List<Release> all() {
        Map<String, Release> all = new LinkedHashMap<>();
        String last = "";
        for (String line : text("states.txt").orElseThrow().lines().toList()) {
            String[] words = line.strip().split(" +", -1);
            if (line.startsWith("state ")) {
                Map<String, String> said = new LinkedHashMap<>();
                for (int i = 0; i < words.length; i += 2) {
                    said.put(words[i], words[i + 1]);
                }
                String before = said.getOrDefault("after", last);
                last = words[1];
                all.put(
                        last,
                        new Release(
                                last,
                                Optional.ofNullable(all.get(before)),
                                said.getOrDefault("rows", last),
                                new ArrayList<>()));
            } else if (line.startsWith(" ")) {
                Objects.requireNonNull(all.get(last)).scripts().add(Script.of(words));
            }
        }
        return List.copyOf(all.values());
    }

    /** Whether it has what this one added. */
    boolean has(String other) {
        return name.equals(other) || after.filter(one -> one.has(other)).isPresent();
    }

    /** Its scripts and those of all before it. */
    List<Script> allScripts() {
        var all = new ArrayList<>(after.map(Release::allScripts).orElse(List.of()));
        all.addAll(scripts);
        return all;
    }

    /** The statements of its rows. */
    List<String> statements() {
        return text(rows + ".sql")
                .map(sql -> List.of(sql.replaceAll("(?m)^--.*$", "").split(";\n")))
                .orElse(List.of());
    }

    static Optional<String> text(String file) {
        try (var in = Release.class.getResourceAsStream("/released/" + file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

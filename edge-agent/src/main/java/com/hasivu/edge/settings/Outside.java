package com.hasivu.edge.settings;

import com.hasivu.edge.settings.YamlTree.Entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Settings that are in no file: the environment, and for secrets the credentials systemd lends
 * ({@code CREDENTIALS_DIRECTORY} of systemd.exec(5)). {@code journal.keep} is {@code
 * HASIVU_EDGE_JOURNAL_KEEP}; a reader is named by its name: {@code
 * HASIVU_EDGE_READERS_COUNTER_1A_DEVICE}, credential {@code readers.counter-1a.key}.
 */
final class Outside {
    static final String PREFIX = "HASIVU_EDGE_";
    private static final String CONFIG = PREFIX + "CONFIG"; // names the file itself
    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
    private static final int MAX_SECRET_BYTES = 4_096;

    private final Map<String, String> variables = new TreeMap<>();
    private final Map<String, String> credentials = new TreeMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /** Reads what concerns a station, once. */
    Outside(Map<String, String> environment) {
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(PREFIX) && !name.equals(CONFIG)) {
                        variables.put(name, value);
                    }
                });
        String folder = environment.getOrDefault(CREDENTIALS, "");
        if (!folder.isEmpty()) {
            readCredentials(Path.of(folder));
        }
    }

    private void readCredentials(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                files.put(name, file);
                if (Files.size(file) > MAX_SECRET_BYTES) {
                    unreadable.add(name);
                } else {
                    credentials.put(
                            name, Files.readString(file, StandardCharsets.ISO_8859_1).strip());
                }
            }
        } catch (IOException e) {
            files.put(CREDENTIALS, folder);
            unreadable.add(CREDENTIALS);
        }
    }

    /**
     * What stands outside for a key.
     *
     * @param key as a person would name it: readers by their name
     */
    Optional<Entry> find(String key, boolean secret) {
        String credential = credentials.get(key);
        if (secret && credential != null) {
            return Optional.of(new Entry(credential, true, Origin.credential(file(key))));
        }
        String name = variable(key);
        String value = variables.get(name);
        return value == null
                ? Optional.empty()
                : Optional.of(new Entry(value, true, Origin.variable(name)));
    }

    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Notes what no key asked for; a typing error must not be silent. */
    void refuseUnknown(SortedSet<String> keys, SortedSet<String> secrets, Problems problems) {
        List<String> known = keys.stream().map(Outside::variable).toList();
        for (String name : variables.keySet()) {
            if (!known.contains(name)) {
                problems.add(
                        Origin.variable(name),
                        "",
                        "is no setting; did you mean %s?"
                                .formatted(KnownKeys.nearest(name, known)));
            }
        }
        for (String name : credentials.keySet()) {
            if (!secrets.contains(name)) {
                problems.add(
                        Origin.credential(file(name)),
                        "",
                        "is no secret of this station; credentials are "
                                + String.join(", ", secrets));
            }
        }
        for (String name : unreadable) {
            problems.add(
                    Origin.credential(file(name)),
                    "",
                    "cannot be read, or has more than %d bytes; a credential is one short line"
                            .formatted(MAX_SECRET_BYTES));
        }
    }

    private Path file(String name) {
        return files.getOrDefault(name, Path.of(name));
    }
}

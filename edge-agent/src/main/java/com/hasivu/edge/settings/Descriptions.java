package com.hasivu.edge.settings;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** What each setting is for, one line each: {@code descriptions.properties} beside this class. */
final class Descriptions {
    private static final Properties ALL = read();

    private Descriptions() {}

    /** Of a dotted key, {@code readers[].name} within the list. */
    static Optional<String> of(String key) {
        return Optional.ofNullable(ALL.getProperty(key));
    }

    static Iterable<String> keys() {
        return ALL.stringPropertyNames();
    }

    private static Properties read() {
        Properties all = new Properties();
        try (Reader in =
                new InputStreamReader(
                        Objects.requireNonNull(
                                Descriptions.class.getResourceAsStream("descriptions.properties")),
                        StandardCharsets.UTF_8)) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("descriptions.properties cannot be read", e);
        }
        return all;
    }
}

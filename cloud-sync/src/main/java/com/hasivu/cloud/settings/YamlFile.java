package com.hasivu.cloud.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML file as flat keys ({@code http.port}) with their lines. */
final class YamlFile {
    /**
     * A value as written.
     *
     * @param kind what stands there
     */
    record Entry(String text, int line, Kind kind) {}

    enum Kind {
        VALUE,
        /** {@code key:} with nothing behind it. */
        NOTHING,
        LIST
    }

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @throws ConfigException if it is missing or not YAML
     */
    static Map<String, Entry> read(Path file) {
        var entries = new LinkedHashMap<String, Entry>();
        var factory =
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser parser = factory.createParser(Files.readString(file))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return entries;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new ConfigException(
                        List.of(
                                "%s:%d: the file holds no 'key: value' lines; see the README"
                                        .formatted(
                                                file, parser.currentTokenLocation().getLineNr())));
            }
            section(parser, "", entries);
            return entries;
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    List.of(
                            "%s: there is no such file; give its path by --config"
                                    .formatted(file)));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new ConfigException(
                    List.of(
                            "%s:%d: this is not YAML: %s; mend this line"
                                    .formatted(
                                            file,
                                            where == null ? 1 : Math.max(1, where.getLineNr()),
                                            e.getOriginalMessage()
                                                    .lines()
                                                    .findFirst()
                                                    .orElse(""))));
        } catch (IOException e) {
            throw new ConfigException(
                    List.of("%s: cannot be read: %s".formatted(file, e.getMessage())));
        }
    }

    private static void section(JsonParser parser, String prefix, Map<String, Entry> entries)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            switch (parser.nextToken()) {
                case START_OBJECT -> section(parser, key + ".", entries);
                case START_ARRAY -> {
                    parser.skipChildren();
                    entries.put(key, new Entry("[...]", line, Kind.LIST));
                }
                case VALUE_NULL -> entries.put(key, new Entry("", line, Kind.NOTHING));
                default -> entries.put(key, new Entry(parser.getText(), line, Kind.VALUE));
            }
        }
    }
}

package com.hasivu.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shipped schema and the parser say the same, by a validator that is not ours. */
class SettingsSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(SettingsSchema.json());

    /** The project's documents; {@code -Ddocs.write=true} writes what is made of the code. */
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void key_isKnownToBothAndDescribed(String key, String line) throws IOException {
        String known = "state-dir: s\n" + line;
        assertThat(unknown(known)).isEmpty();
        assertThat(additional(known)).isEmpty();

        String leaf = key.substring(key.lastIndexOf('.') + 1);
        String wrong = "state-dir: s\n" + line.replace(leaf + ":", leaf + "-x:");
        assertThat(unknown(wrong)).isNotEmpty();
        assertThat(additional(wrong)).isNotEmpty();
    }

    static Stream<Arguments> keys() {
        return SettingsSchema.known().stream()
                .filter(known -> !known.key().equals("state-dir"))
                .map(
                        known -> {
                            String key = known.key();
                            if (!key.contains("[].")) {
                                return Arguments.of(key, nested(key));
                            }
                            String leaf = key.substring(key.indexOf("[].") + 3);
                            String item =
                                    Map.of("name", "", "kind", "", "device", "").containsKey(leaf)
                                            ? "{ " + leaf + ": x }"
                                            : "{ name: a, kind: "
                                                    + known.kind().orElseThrow()
                                                    + ", device: /dev/x, "
                                                    + leaf
                                                    + ": x }";
                            return Arguments.of(
                                    known.kind().orElse("") + " " + key, "readers:\n  - " + item);
                        });
    }

    private static String nested(String key) {
        StringBuilder text = new StringBuilder();
        String indent = "";
        for (String part : key.split("\\.")) {
            text.append(indent).append(part).append(":\n");
            indent += "  ";
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
        state-dir: s                                        | true
        signal: none                                        | true
        signal: {console: {full-card: true}}                | true
        signal: lamp                                        | false
        signal: {console: {full-card: yes please}}          | false
        journal: {segment-size: 4MiB, keep: 30d}            | true
        journal: {segment-size: 4MB}                        | false
        journal: {keep: 30}                                 | false
        broker: {host: 127.0.0.1, port: 8883}               | true
        broker: {port: 70000}                               | false
        broker: {port: -1}                                  | false
        cards: {assurance: proven}                          | true
        cards: {assurance: all}                             | false
        cloud: {url: ftp://x}                               | false
        cloud: {url: https://c.example, uri: x}             | false
        readers: counter                                    | false
        readers: [{name: a, kind: rdm6300, device: /dev/x, baud: 9600}]  | true
        readers: [{name: a, kind: wedge, device: /dev/x, form: 5+5}]     | true
        readers: [{name: a, kind: wedge, device: /dev/x, baud: 9600}]    | false
        readers: [{name: a, kind: rdm630, device: /dev/x}]               | false
        readers: [{name: A 1, kind: rdm6300, device: /dev/x}]            | false
        readers: [{name: a, kind: rdm6300}]                              | false
        """)
    void schemaAndParser_agree(String line, boolean good) throws IOException {
        String text = line.startsWith("state-dir") ? line : "state-dir: s\n" + line + "\n";
        assertThat(problems(text).isEmpty()).as("parser: %s", problems(text)).isEqualTo(good);
        assertThat(validation(text).isEmpty()).as("schema: %s", validation(text)).isEqualTo(good);
    }

    @Test
    void examplesOfTheDocuments_areValid() throws IOException {
        List<String> examples = new ArrayList<>();
        for (Path page : List.of(DOCS.resolve("settings.md"), DOCS.resolve("run.md"))) {
            Matcher blocks =
                    Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(page));
            while (blocks.find()) {
                if (blocks.group(1).contains("state-dir")) {
                    examples.add(blocks.group(1));
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(1);
        for (String example : examples) {
            assertThat(validation(example)).as(example).isEmpty();
        }
    }

    @Test
    void everyDescription_isOfAKeyThatExists() {
        List<String> known =
                SettingsSchema.known().stream().map(SettingsSchema.Known::key).toList();
        assertThat(Descriptions.keys())
                .allMatch(
                        key ->
                                known.stream()
                                        .anyMatch(k -> k.equals(key) || k.startsWith(key + ".")));
        assertThat(SettingsSchema.known())
                .filteredOn(one -> one.kind().isEmpty())
                .allMatch(one -> Descriptions.of(one.key()).isPresent());
    }

    @Test
    void shippedSchemaAndPage_areMadeOfTheParser() throws IOException {
        same(DOCS.resolve("schemas/settings.json"), SettingsSchema.json().toPrettyString() + "\n");
        Path page = DOCS.resolve("settings.md");
        String text = Files.readString(page);
        String made =
                text.replaceAll(
                        "(?s)<!-- keys -->.*<!-- end -->",
                        Matcher.quoteReplacement(
                                "<!-- keys -->\n" + SettingsPage.table() + "<!-- end -->"));
        same(page, made);
    }

    private static void same(Path file, String made) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("%s: run this test with -Ddocs.write=true", file)
                .isEqualTo(made);
    }

    private List<String> unknown(String text) throws IOException {
        return problems(text).stream().filter(line -> line.contains("is no setting")).toList();
    }

    private static List<String> additional(String text) throws IOException {
        return validation(text).stream()
                .filter(line -> line.contains("additional") || line.contains("unevaluated"))
                .toList();
    }

    private static List<String> validation(String text) throws IOException {
        JsonNode node = MAPPER.valueToTree(new Yaml().load(text));
        return SCHEMA.validate(node).stream().map(Object::toString).toList();
    }

    private List<String> problems(String text) throws IOException {
        try {
            StationSettings.load(Files.writeString(folder.resolve("edge.yaml"), text), Map.of());
            return List.of();
        } catch (SettingsException e) {
            return e.problems();
        }
    }
}

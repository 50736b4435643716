package com.hasivu.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDrivers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class StationSettingsTest {
    private static final String WHOLE =
            """
            state-dir: state
            cloud:
              url: http://127.0.0.1:8080
            enroll:
              code: ABCD-EFGH-1234
            broker:
              host: 127.0.0.1
              port: 8883
            readers:
              - name: counter-1-a
                kind: rdm6300
                device: /dev/ttyUSB0
                baud: 9600
            signal: console
            journal: { segment-size: 1MiB }
            """;

    @TempDir Path folder;

    @Test
    void load_readsEveryKey() throws IOException {
        StationSettings settings = load(WHOLE);

        assertThat(settings.stateDir()).isEqualTo(folder.resolve("state"));
        assertThat(settings.cloudUrl()).contains(URI.create("http://127.0.0.1:8080"));
        assertThat(settings.claimCode()).contains("ABCD-EFGH-1234");
        assertThat(settings.brokerHost()).contains("127.0.0.1");
        assertThat(settings.brokerPort()).contains(8883);
        assertThat(settings.readers())
                .containsExactly(
                        new ReaderConfig(
                                "counter-1-a", "rdm6300", "/dev/ttyUSB0", Map.of("baud", "9600")));
        assertThat(settings.signal())
                .isEqualTo(
                        new SignalSettings(
                                SignalSettings.Kind.CONSOLE, false, Optional.empty(), true));
        assertThat(settings.journal().segmentBytes()).isEqualTo(1 << 20);
    }

    @Test
    void load_takesFullCardFromTheSignalSection() throws IOException {
        StationSettings settings = load("state-dir: s\nsignal:\n  console:\n    full-card: true\n");

        assertThat(settings.signal())
                .isEqualTo(
                        new SignalSettings(
                                SignalSettings.Kind.CONSOLE, true, Optional.empty(), true));
    }

    @Test
    void load_asksCardsForTheirNumberUnlessToldOtherwise() throws IOException {
        assertThat(load("state-dir: s\n").cardRule()).isEqualTo(CardRule.NUMBER);
        assertThat(load("state-dir: s\ncards: { assurance: proven }\n").cardRule())
                .isEqualTo(CardRule.PROVEN);
    }

    @Test
    void load_takesThePathOfCardKeysAndChecksTheFile() throws IOException {
        Path keys = folder.resolve("card-keys_2026.txt");
        Files.writeString(keys, "sun-file: 00112233445566778899AABBCCDDEEFF\n");
        String file =
                "state-dir: s\nreaders:\n  - { name: a, kind: pn532, device: /dev/x, card-keys: %s }\n"
                        .formatted(keys);
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith("edge.yaml:3: readers[0]: reader a: card-keys ")
                .contains("chmod 600");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        assertThat(load(file).readers().getFirst().settings())
                .isEqualTo(Map.of("card-keys", keys.toString()));
        assertThat(load(file).shown()).noneMatch(line -> line.contains("00112233"));
        Files.delete(keys);
        assertThat(problems(file)).singleElement().asString().contains("is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "'$HOME/keys'", "'keys;rm'", "'a\\b'", "'ключ'", "'{x}'"})
    void load_refusesReaderValuesThatAreNoPlainValueOrPath(String value) {
        assertThat(
                        problems(
                                "state-dir: s\nreaders:\n  - { name: a, kind: pn532, device: /dev/x, card-keys: %s }\n"
                                        .formatted(value)))
                .anyMatch(line -> line.contains("use one plain value or path"));
    }

    @Test
    void shown_masksTheCodeMarksDefaultsAndReadsBackTheSame() throws IOException {
        StationSettings settings = load(WHOLE.replace("signal: console\n", ""));

        assertThat(settings.shown())
                .contains("enroll.code: ********", "readers[0].device: /dev/ttyUSB0")
                .anyMatch(line -> line.matches("signal: console +# default"))
                .noneMatch(line -> line.contains("ABCD"));

        List<String> again =
                settings.shown().stream()
                        .filter(line -> !line.startsWith("enroll.code") && !line.contains("#"))
                        .toList();
        StationSettings reread = load(String.join("\n", again));
        assertThat(reread.readers()).isEqualTo(settings.readers());
        assertThat(reread.stateDir()).isEqualTo(settings.stateDir());
        assertThat(reread.journal()).isEqualTo(settings.journal());
    }

    @Test
    void load_masksAReadersSecretAndTakesEveryForm() throws IOException {
        StationSettings settings =
                load(
                        """
                        state-dir: s
                        readers:
                          - { name: a, kind: osdp, device: /dev/x, key: 000102030405060708090A0B0C0D0E0F }
                          - { name: b, kind: wedge, device: /dev/input/y, form: 5+5 }
                        """);
        assertThat(settings.readers().getFirst().settings()).containsKey("key");
        assertThat(settings.shown())
                .contains("readers[0].key: ********")
                .noneMatch(line -> line.contains("0A0B0C"));
    }

    @Test
    void load_letsReadersShareAChipButNotAPin() throws IOException {
        String two =
                "state-dir: s\nreaders:\n  - { name: a, kind: wiegand, device: /dev/gpiochip0, d0: 5, d1: 6 }\n"
                        + "  - { name: b, kind: wiegand, device: /dev/gpiochip0, d0: %d, d1: %d }\n";
        assertThat(load(two.formatted(13, 19)).readers()).hasSize(2);
        assertThat(problems(two.formatted(5, 6)))
                .singleElement()
                .asString()
                .contains("/dev/gpiochip0, pins 5 and 6", "as of another reader");
    }

    /** '/' stands for a line's end. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
        cloud: {}                                  | edge.yaml: state-dir: is missing; add a folder of this station, for example 'state'
        state-dir: s/stat-dir: t                   | edge.yaml:2: stat-dir: is no setting; did you mean 'state-dir'?
        state-dir: s/jurnal: {segment-size: 4MiB}  | edge.yaml:2: jurnal: is no setting; did you mean 'journal'?
        state-dir: s/journal: {segmentsize: 4MiB}  | edge.yaml:2: journal.segmentsize: is no setting; did you mean 'journal.segment-size'?
        state-dir: s/journal: {segment-size: 4MB}  | edge.yaml:2: journal.segment-size: is '4MB'; use a size from 64KiB to 256MiB, for example 4MiB
        state-dir: s/journal: {segment-size: 1KiB} | edge.yaml:2: journal.segment-size: is '1KiB'; use a size from 64KiB to 256MiB, for example 4MiB
        state-dir: s/cards: {assurance: all}       | edge.yaml:2: cards.assurance: is 'all'; use one of number, proven
        state-dir: s/signal: lamp                  | edge.yaml:2: signal: is 'lamp'; use one of console, none
        state-dir: s/screen: {listen: '8480'}      | edge.yaml:2: screen.listen: is '8480'; write address and port like 127.0.0.1:8480 (0.0.0.0 lets the whole network read), or off
        state-dir: s/screen: {listen: '1.2.3.4:99999'} | edge.yaml:2: screen.listen: has port 99999; write address and port like 127.0.0.1:8480 (0.0.0.0 lets the whole network read), or off
        state-dir: s/screen: {language: fr}        | edge.yaml:2: screen.language: is 'fr'; use one of en, hi, kn
        state-dir: s/broker: {port: 70000}         | edge.yaml:2: broker.port: is '70000'; use a whole number from 0 to 65535
        state-dir: s/broker: {host: a b}           | edge.yaml:2: broker.host: is 'a b'; use a host name or an IP address
        state-dir: s/cloud: {url: ftp://x}         | edge.yaml:2: cloud.url: is 'ftp://x'; use an address like https://cloud.example.org
        state-dir: s/enroll: {code: '?'}           | edge.yaml:2: enroll.code: is malformed; use the claim code as the school's page shows it
        state-dir: s/enroll: {code: ABCD}          | edge.yaml:2: enroll.code: needs cloud.url; add 'cloud: { url: https://... }'
        state-dir: s/readers: counter              | edge.yaml:2: readers: is 'counter'; use a list, one '- name: ...' for each
        state-dir: s/state-dir: t                  | edge.yaml:2: state-dir: is given twice, first in line 1; keep one
        state-dir: s/signal: [a]                   | edge.yaml:2: signal[0]: is no setting; remove it: 'signal' is no list
        state-dir: s/signal: "console              | edge.yaml:2: is not YAML: found unexpected end of stream; mend this line
        state-dir: {a: b}                          | edge.yaml:1: state-dir: has no single value; add a folder of this station, for example 'state'
        just words                                 | edge.yaml:1: is not 'key: value' lines; begin with 'state-dir: state'
        """)
    void load_namesLineKeyValueAndFix(String file, String message) {
        assertThat(problems(file.replace("/", "\n").replace("ftp:\n\n", "ftp://")))
                .contains(message);
    }

    @Test
    void load_namesEveryProblemAtOnceInTheOrderOfTheFile() {
        String broken =
                """
                state-dir: state
                readers:
                  - name: Counter 1
                    kind: rdm630
                  - name: b
                    kind: pn532
                    device: /dev/x
                  - name: b
                    kind: pn532
                    device: /dev/x
                    speed: 9600
                """;

        assertThat(problems(broken))
                .containsExactly(
                        "edge.yaml:3: readers[0].name: is 'Counter 1'; use 1 to 40 of a-z, 0-9 and"
                                + " '-', like counter-1-a",
                        "edge.yaml:3: readers[0].device: is missing; use the device's path or"
                                + " address, for example /dev/ttyUSB0 or 192.168.1.190:5084",
                        "edge.yaml:4: readers[0].kind: is 'rdm630'; use one of "
                                + String.join(", ", ReaderDrivers.kinds()),
                        "edge.yaml:8: readers[2].name: is 'b', as of another reader; give each its"
                                + " own name",
                        "edge.yaml:10: readers[2].device: is '/dev/x', as of another reader; one"
                                + " device serves one reader",
                        "edge.yaml:11: readers[2].speed: is no setting; did you mean"
                                + " 'readers[2].baud'?");
    }

    @Test
    void load_saysWhenTheFileIsMissingOrNotText() throws IOException {
        Path missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> StationSettings.load(missing))
                .isInstanceOf(SettingsException.class)
                .hasMessage(missing + ": is not there; name the settings file with --config");

        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> StationSettings.load(binary))
                .hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void load_refusesHostileYamlWithoutConstructingAnything() {
        assertThat(problems("state-dir: s\na: &a [*a]\n")).isNotEmpty();
        assertThat(problems("state-dir: s\n" + "[".repeat(200))).isNotEmpty();
        assertThat(problems("state-dir: !!javax.script.ScriptEngineManager [x]\n"))
                .anyMatch(line -> line.contains("tag is not allowed"));
        assertThat(problems("state-dir: s\nx: " + "y".repeat(300_000)))
                .anyMatch(line -> line.contains("a settings file has at most"));
    }

    private static final String TWO_READERS =
            """
            state-dir: s
            cards: { assurance: number }
            readers:
              - { name: a, kind: rdm6300, device: /dev/ttyUSB0 }
              - { name: b, kind: osdp, device: /dev/ttyUSB1, security: none }
            """;

    @Test
    void with_putsSettingsFromAfarBeforeTheFileAndMarksThem() throws IOException {
        StationSettings settings =
                load(TWO_READERS)
                        .with(
                                new Overlay(
                                        Map.of(
                                                "cards.assurance",
                                                "proven",
                                                "readers.b.device",
                                                "/dev/ttyUSB7",
                                                "journal.keep",
                                                "7d",
                                                "signal",
                                                "none"),
                                        "remote"));
        assertThat(settings.cardRule()).isEqualTo(CardRule.PROVEN);
        assertThat(settings.readers().get(1).device()).isEqualTo("/dev/ttyUSB7");
        assertThat(settings.keepRecords()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.signal().kind()).isEqualTo(SignalSettings.Kind.NONE);
        assertThat(settings.shown())
                .contains("readers[0].device: /dev/ttyUSB0")
                .anyMatch(line -> line.matches("cards.assurance: proven +# remote"))
                .anyMatch(line -> line.matches("readers\\[1\\].device: /dev/ttyUSB7 +# remote"));
        assertThat(settings.with(Overlay.none()).shown()).isEqualTo(load(TWO_READERS).shown());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cloud.url               | https://x.example | cannot be set from afar
                    state-dir               | /tmp              | cannot be set from afar
                    enroll.code             | AAAA-BBBB         | cannot be set from afar
                    signal.console.full-card| true              | cannot be set from afar
                    readers[0].device       | /dev/x            | cannot be set from afar
                    readers.c.device        | /dev/x            | names no reader of this station; its settings file has [a, b]
                    readers.a               | /dev/x            | names no reader
                    readers.a.name          | z                 | cannot be set from afar
                    readers.b.key           | 00                | is a secret
                    readers.a.devise        | /dev/x            | did you mean 'readers[0].device'
                    readers.a.kind          | nonsense          | use one of
                    readers.b.device        | /dev/ttyUSB0      | as of another reader
                    cards.assurance         | maybe             | use one of number, proven
                    """)
    void with_refusesFromAfarWhatItMustNotSet(String key, String value, String why)
            throws IOException {
        StationSettings file = load(TWO_READERS);
        assertThatThrownBy(() -> file.with(new Overlay(Map.of(key, value), "remote")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("from afar: ")
                .hasMessageContaining(why);
    }

    private StationSettings load(String text) throws IOException {
        return StationSettings.load(
                Files.writeString(folder.resolve("edge.yaml"), text, StandardCharsets.UTF_8));
    }

    private List<String> problems(String text) {
        try {
            load(text);
            return List.of();
        } catch (SettingsException e) {
            return e.problems().stream().map(line -> line.replace(folder + "/", "")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

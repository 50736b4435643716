package com.hasivu.cloud.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class CloudConfigTest {
    @TempDir Path folder = Path.of("");

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("cloud.yaml"), yaml);
    }

    @Test
    void read_takesEveryKeyAndPathsBesideTheFile() throws Exception {
        CloudConfig config =
                CloudConfig.read(
                        file(
                                """
                                http: {host: 0.0.0.0, port: 9000}
                                data-dir: data
                                database:
                                  url: jdbc:postgresql://db/hasivu
                                  user: hasivu
                                  password: secret
                                broker: {mode: none}
                                bootstrap:
                                  admin: {email: a@b.in, password-file: pw}
                                """));
        assertThat(config.http())
                .isEqualTo(new CloudConfig.Http("0.0.0.0", 9000, Optional.empty()));
        assertThat(config.dataDir()).isEqualTo(folder.toAbsolutePath().resolve("data"));
        assertThat(config.database().password()).isEqualTo("secret");
        assertThat(config.firstAdmin())
                .contains(
                        new CloudConfig.FirstAdmin(
                                "a@b.in", folder.toAbsolutePath().resolve("pw")));
        assertThat(config.effective().toString()).doesNotContain("secret");
    }

    @Test
    void defaults_keepDataBelowTheCurrentFolder() {
        CloudConfig config = CloudConfig.defaults();
        assertThat(config.dataDir()).isEqualTo(Path.of("hasivu-data").toAbsolutePath());
        assertThat(config.database().url()).startsWith("jdbc:h2:file:");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.firstAdmin()).isEmpty();
        assertThat(config.sandbox()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    http: {prt: 1}                  | :1: http.prt: '1' belongs to no known key; did you mean http.port?
                    htp: {port: 1}                  | :1: htp.port: '1' belongs to no known key; did you mean http.port?
                    http: {port: many}              | :1: http.port: 'many' is no whole number; use 0 to 65535
                    http: {port: 70000}             | :1: http.port: '70000' is out of range; use 0 to 65535
                    http: 80                        | :1: http: is a section; write the keys below it
                    http: {port: [1]}               | :1: http.port: '[...]' is a list; give one value
                    data-dir:                       | :1: data-dir: '' has no value; give one, or remove the line
                    broker: {mode: mosquitto}       | :1: broker.mode: 'mosquitto' is not known; use one of [embedded, external, none]
                    payments: {gateway: real}       | :1: payments.gateway: 'real' is not known; use one of [none, sandbox]
                    database: {url: 'mysql:x'}      | :1: database.url: 'mysql:x' is no database we run on
                    bootstrap: {admin: {email: a}}  | bootstrap.admin.email: 'a' stands alone; give both
                    [1, 2]                          | :1: the file holds no 'key: value' lines
                    http: {port: 1                  | this is not YAML
                    """)
    void read_namesFileLineKeyValueAndFix(String yaml, String expected) throws Exception {
        Path file = file(yaml + "\n");
        assertThatThrownBy(() -> CloudConfig.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(expected);
    }

    @Test
    void read_tellsEveryProblemAtOnce() throws Exception {
        Path file =
                file(
                        """
                        # a comment
                        http:
                          port: x
                        databse:
                          url: y
                        broker:
                          mode: z
                        """);
        assertThatThrownBy(() -> CloudConfig.read(file))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> {
                            assertThat(e.problems()).hasSize(3);
                            assertThat(e.getMessage())
                                    .contains(
                                            ":3: http.port", ":5: databse.url", ":7: broker.mode");
                        });
    }

    @Test
    void read_refusesAKeyTwice() throws Exception {
        Path file = file("data-dir: a\ndata-dir: b\n");
        assertThatThrownBy(() -> CloudConfig.read(file))
                .hasMessageContaining(":2: this is not YAML");
    }

    @Test
    void read_namesAMissingFile() {
        assertThatThrownBy(() -> CloudConfig.read(folder.resolve("none.yaml")))
                .hasMessageContaining("there is no such file");
    }
}

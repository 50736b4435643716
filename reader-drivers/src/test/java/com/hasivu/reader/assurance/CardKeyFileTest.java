package com.hasivu.reader.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class CardKeyFileTest {
    private static final String K = "00112233445566778899AABBCCDDEEFF";

    @TempDir private Path folder;

    @Test
    void of_readsEveryLine() throws IOException {
        CardKeys keys =
                read(
                        """
                        # the cards of 2026
                        sun-meta: %1$s   # of all
                        sun-file: %1$s
                        sun-mac-from: enc

                        desfire-app: F51C42
                        desfire-key: %1$s
                        desfire-key-number: 2
                        desfire-auth: ev1
                        diversify: an10922
                        diversify-data: 3042F5
                        """
                                .formatted(K));
        assertThat(keys.sun().orElseThrow().meta()).isPresent();
        assertThat(keys.sun().orElseThrow().macFrom()).contains("enc");
        assertThat(keys.sun().orElseThrow().file().diversify().orElseThrow())
                .isEqualTo(Bytes.of(0x30, 0x42, 0xF5));
        DesfireKeys desfire = keys.desfire().orElseThrow();
        assertThat(desfire.application()).isEqualTo(Bytes.of(0xF5, 0x1C, 0x42));
        assertThat(desfire.number()).isEqualTo(2);
        assertThat(desfire.kind()).isEqualTo(DesfireKeys.Kind.EV1);
        assertThat(desfire.key().isEachCardsOwn()).isTrue();
        assertThat(keys).hasToString("CardKeys[********]");
        assertThat(desfire.toString() + keys.sun()).doesNotContainIgnoringCase("00112233");
    }

    @Test
    void of_takesTheLeastThatWorks() throws IOException {
        assertThat(read("sun-file: " + K).desfire()).isEmpty();
        DesfireKeys desfire =
                read("desfire-app: F51C42\ndesfire-key: " + K).desfire().orElseThrow();
        assertThat(desfire.number()).isZero();
        assertThat(desfire.kind()).isEqualTo(DesfireKeys.Kind.EV2);
        assertThat(desfire.key().isEachCardsOwn()).isFalse();
    }

    @Test
    void of_isEmptyWithoutTheSetting() {
        assertThat(CardKeyFile.of(new ReaderConfig("counter-1", "pn532", "/dev/x"))).isEmpty();
    }

    /** '/' stands for a line's end, K for a key. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                 | :1 has no key; give sun-file, or desfire-app and desfire-key
            # nothing/sun-mac-from: enc        | :2 gives sun-mac-from without sun-file
            sun-file: K/K                      | :2 is no 'name: value'
            sun-file: K/sun-key: K             | :2 has a name that is none; use one of sun-meta, sun-file,
            sun-file: K/sun-file: K            | :2 gives sun-file a second time; keep one
            sun-file: 0011                     | :1 does not give sun-file 16 bytes in hex
            sun-file: KK                       | :1 does not give sun-file 16 bytes in hex
            sun-file: 00000000000000000000000000000000 | :1 gives sun-file the key of the factory
            sun-meta: K                        | :1 gives sun-meta without sun-file
            desfire-key: K                     | :1 needs desfire-app
            desfire-app: F51C42                | :1 gives desfire-app without desfire-key
            desfire-app: F51C/desfire-key: K   | :1 does not give desfire-app 3 bytes in hex
            sun-file: K/desfire-key-number: 1  | :2 gives desfire-key-number without desfire-key
            desfire-app: F51C42/desfire-key: K/desfire-key-number: 14 | :3 is no key number; use 0 to 13
            desfire-app: F51C42/desfire-key: K/desfire-auth: d40 | :3 has no such desfire-auth; use one of [ev1, ev2]
            sun-file: K/diversify: yes         | :2 has no such diversify; use one of [none, an10922]
            sun-file: K/diversify-data: 3042F5 | :2 needs 'diversify: an10922'
            sun-file: K/diversify: an10922/diversify-data: xyz | :3 does not give diversify-data 1 to 24 bytes in hex
            """)
    void of_namesFileLineAndFixAndNoKey(String lines, String problem) throws IOException {
        String text = lines.replace("K", K).replace("/", "\n");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ReaderException.class)
                .hasMessageStartingWith("reader counter-1: card-keys " + folder.resolve("keys"))
                .hasMessageContaining(problem)
                .hasMessageNotContaining("00112233");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void of_refusesAFileThatOthersMayRead(String mode) throws IOException {
        Path file = file("sun-file: " + K);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> CardKeyFile.of(config(file.toString())))
                .hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void of_takesAFileThatNobodyMayWrite() throws IOException {
        Path file = file("sun-file: " + K);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(CardKeyFile.of(config(file.toString()))).isPresent();
    }

    @Test
    void of_refusesWhatIsNoFile() {
        assertThatThrownBy(() -> CardKeyFile.of(config(folder.resolve("none").toString())))
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> CardKeyFile.of(config(folder.toString())))
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> CardKeyFile.of(config("keys")))
                .hasMessageContaining("begin it with /");
    }

    private CardKeys read(String text) throws IOException {
        return CardKeyFile.of(config(file(text).toString())).orElseThrow();
    }

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static ReaderConfig config(String path) {
        return new ReaderConfig("counter-1", "pn532", "/dev/x", Map.of(CardKeyFile.SETTING, path));
    }
}

package com.hasivu.reader.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.osdp.OsdpSettings.Protection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

class OsdpSettingsTest {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";

    @TempDir private Path folder;

    /**
     * The configuration check asks presence, and must hear of everything but the file's content.
     */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            poll-ms=50                                             | no key for the secure channel; set key-file
            security=none, address=127                             | address is '127'; write the reader's address, 0 to 126
            security=none, address=-1                              | address is '-1'
            security=none, address=one                             | address is 'one'
            security=none, check=crc32                             | check is 'crc32'; write crc or sum
            security=none, mark=yes                                | mark is 'yes'; write true or false
            security=none, poll-ms=101                             | poll-ms is '101'; write milliseconds, at most 100
            security=none, poll-ms=0                               | poll-ms is '0'
            security=none, raw=hex                                 | raw is 'hex'; write wiegand or csn
            security=none, byte-order=big                          | byte-order is 'big'; write msb or lsb
            security=none, depart-after-ms=soon                    | depart-after-ms is 'soon'
            security=off                                           | security is 'off'; write channel or none
            security=none, install-mode=true                       | security is 'none'; write channel, or take
            security=none, key=000102030405060708090A0B0C0D0E0F    | security is 'none'; write channel, or take
            key=0001                                               | key holds no key; write 32 hex digits
            key=303132333435363738393A3B3C3D3E3F                   | holds the default key SCBK-D
            key-file=osdp.key                                      | key-file is 'osdp.key'; write the whole path
            key-file=/k, key=000102030405060708090A0B0C0D0E0F      | only one of key and key-file
            """)
    void presence_refusesAndNamesTheFix(String settings, String why) {
        assertThatThrownBy(() -> new OsdpDriver().presence(config(settings)))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("reader counter-1", why)
                .hasMessageNotContainingAny(KEY.substring(0, 8), "30313233");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            security=none                                             | None[]
            key=000102030405060708090A0B0C0D0E0F                      | by key
            key=000102030405060708090a0b0c0d0e0f, security=channel    | by key
            install-mode=true                                         | Install[own=Optional.empty]
            install-mode=true, key=000102030405060708090A0B0C0D0E0F   | Install[own=Optional[by key]]
            key-file=/etc/hasivu/osdp.key                             | ByFile[file=/etc/hasivu/osdp.key, install=false]
            """)
    void from_namesTheProtection(String settings, String expected) {
        new OsdpDriver().presence(config(settings));
        assertThat(OsdpSettings.from(config(settings)).protection()).hasToString(expected);
    }

    @Test
    void open_readsTheKeyFromItsFile() throws IOException {
        ReaderConfig config = config("key-file=" + file(KEY + "\n", "rw-r-----"));
        assertThat(OsdpSettings.from(config).withKeyRead(config).protection())
                .isInstanceOfSatisfying(
                        Protection.ByKey.class,
                        by -> assertThat(by.key()).startsWith(0, 1, 2).hasSize(16));
    }

    @Test
    void open_refusesAKeyFileEveryoneMayRead() throws IOException {
        refusedAtOpen(file(KEY, "rw-r--r--"), "everyone may read");
    }

    @Test
    void open_refusesAKeyFileWithoutAKey() throws IOException {
        refusedAtOpen(file("secret", "rw-------"), "key-file holds no key");
        refusedAtOpen(file("00".repeat(4096), "rw-------"), "key-file holds no key");
    }

    @Test
    void open_refusesAKeyFileThatIsNotThere() {
        refusedAtOpen(folder.resolve("nothing"), "cannot be read");
    }

    private void refusedAtOpen(Path file, String why) {
        assertThatThrownBy(() -> new OsdpDriver().open(config("key-file=" + file)))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("reader counter-1", why)
                .hasMessageNotContainingAny("secret");
    }

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("osdp.key"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static ReaderConfig config(String settings) {
        Map<String, String> map =
                Arrays.stream(settings.split(", *"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new ReaderConfig("counter-1", "osdp", "/dev/x", map);
    }
}

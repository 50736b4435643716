package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.StationKeyFile.UnusableException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.time.Instant;
import java.util.List;

class StationKeyFileTest {
    private static final StationKeyFile FILE =
            new StationKeyFile(
                    URI.create("https://cloud.example.org"),
                    new SchoolId("greenfield"),
                    new StationId("c1"),
                    "7K3M-Q0XD-AAAA-BBBB-CCCC-DDDD",
                    Instant.parse("2026-11-24T06:30:00Z"),
                    "MIIBkDCCATegAwIBAgIQ",
                    List.of("0123456789abcdef", "fedcba9876543210"));

    /** Released bytes do not change: stations in the field read them. */
    private static final String GOLDEN =
            """
            HASIVU station key file, version 1
            cloud: https://cloud.example.org
            school: greenfield
            station: c1
            claim: 7K3M-Q0XD-AAAA-BBBB-CCCC-DDDD
            expires: 2026-11-24T06:30:00Z
            authority: MIIBkDCCATegAwIBAgIQ
            snapshot-keys: 0123456789abcdef,fedcba9876543210
            check: 0396290cb290da920d11d42184b5bfd1700b15aa5aefb8a529dd67b8078d2546
            """;

    @Test
    void text_isAsReleased() throws Exception {
        assertThat(FILE.text()).isEqualTo(GOLDEN);
        assertThat(StationKeyFile.read(GOLDEN)).isEqualTo(FILE);
        assertThat(StationKeyFile.read(GOLDEN.replace("\n", "\r\n"))).isEqualTo(FILE);
        assertThat(FILE.toString()).doesNotContain("7K3M");
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    version 1                    | version 2            | is of version '2'; this station reads version 1
                    HASIVU station key file      | -----BEGIN KEY       | is no HASIVU station key file
                    school: greenfield           | school: bluehill     | is damaged: its check does not fit
                    claim: 7K3M                  | claim: 7K3N          | is damaged: its check does not fit
                    station: c1                  | counter: c1          | is damaged: line 4 does not begin with 'station: '
                    snapshot-keys                | extra: 1#snapshot-keys | is damaged: it has 10 lines, want 9
                    """)
    void changedText_isRefusedWithTheReason(String what, String with, String why) {
        String changed = GOLDEN.replace(what, with.replace('#', '\n'));
        assertThatThrownBy(() -> StationKeyFile.read(changed))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void anyCutOrChangedLetter_isRefused() {
        String text = GOLDEN;
        for (int i = 0; i < text.length() - 1; i++) {
            String cut = text.substring(0, i);
            assertThatThrownBy(() -> StationKeyFile.read(cut))
                    .as("cut at %d", i)
                    .isInstanceOf(UnusableException.class);
            char other = text.charAt(i) == '7' ? '8' : '7';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThatThrownBy(() -> StationKeyFile.read(changed))
                    .as("changed at %d", i)
                    .isInstanceOf(UnusableException.class);
        }
    }
}

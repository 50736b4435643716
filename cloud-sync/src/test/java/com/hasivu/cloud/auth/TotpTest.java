package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, SHA-1: the last six of the eight digits there. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void code_isThatOfTheStandard(long second, String code) {
        Instant now = Instant.ofEpochSecond(second);
        assertThat(Totp.code(SECRET, Totp.step(now))).isEqualTo(code);
        assertThat(Totp.stepOf(SECRET, code, now)).hasValue(second / 30);
        assertThat(Totp.stepOf(SECRET, code, now.plusSeconds(30))).hasValue(second / 30);
        assertThat(Totp.stepOf(SECRET, code, now.plusSeconds(60))).isEmpty();
    }

    /** RFC 4648, section 6. */
    @Test
    void letters_areBase32() {
        assertThat(Totp.letters(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(Totp.letters(new byte[Totp.SECRET_BYTES])).isEqualTo("A".repeat(32));
    }
}

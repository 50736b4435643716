package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;

class PinVerifierTest {
    /** Computed by Python: hashlib.pbkdf2_hmac('sha256', b'271828', bytes(range(16)), 600000). */
    private static final String ELSEWHERE =
            "pbkdf2-sha256:600000:AAECAwQFBgcICQoLDA0ODw==:WxXYqeSgkGGQcnwheWBRipZD04JnqiM0iSDxcj4yr4s=";

    @Test
    void matches_thePinOfAHashComputedElsewhere() {
        PinVerifier verifier = new PinVerifier(ELSEWHERE);
        assertThat(verifier.matches("271828")).isTrue();
        assertThat(verifier.matches("271829")).isFalse();
        assertThat(verifier.matches("2718280")).isFalse();
        assertThat(verifier.matches("")).isFalse();
    }

    @Test
    void of_saltsEachAndHidesItself() {
        SecureRandom random = new SecureRandom();
        PinVerifier one = PinVerifier.of("123456", random);
        assertThat(one.matches("123456")).isTrue();
        assertThat(PinVerifier.of("123456", random)).isNotEqualTo(one);
        assertThat(one).hasToString("(PIN)");
        assertThat(PinVerifier.read(one.text())).contains(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", "12345678901", "12345a", "１２３４５６"})
    void of_refusesWhatIsNoPin(String pin) {
        assertThatThrownBy(() -> PinVerifier.of(pin, new SecureRandom()))
                .hasMessageContaining("six to ten digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "pbkdf2-sha256:1:x:y", "argon2:600000:AAAA:AAAA"})
    void read_refusesWhatIsNoVerifier(String text) {
        assertThat(PinVerifier.read(text)).isEmpty();
        assertThatThrownBy(() -> new PinVerifier(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A signed snapshot is trusted, but not with hours of a counter's time. */
    @Test
    void matches_refusesMorePassesThanAreReasonable() {
        assertThat(new PinVerifier(ELSEWHERE.replace("600000", "9999999")).matches("271828"))
                .isFalse();
    }
}

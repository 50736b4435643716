package com.hasivu.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.PresenceRules.Reads;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderDriversTest {
    @ParameterizedTest(name = "{0} reads {1}")
    @CsvSource({
        "mfrc522, WHEN_ASKED",
        "pcsc, WHEN_ASKED",
        "pn532, WHEN_ASKED",
        "rdm6300, BY_ITSELF",
        "wedge, BY_ITSELF",
        "wiegand, BY_ITSELF",
        "yrm100, BY_ITSELF"
    })
    void presence_saysWhetherCardsAreReadWhileNobodyListens(String kind, Reads reads) {
        var config = new ReaderConfig("counter-1", kind, "/dev/x");
        ReaderDriver driver = ReaderDrivers.byKind(kind).orElseThrow();
        assertThat(driver.presence(config).reads()).isEqualTo(reads);
    }
}

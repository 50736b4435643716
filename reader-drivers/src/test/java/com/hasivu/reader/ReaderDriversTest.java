package com.hasivu.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.PresenceRules.Reads;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderDriversTest {
    @ParameterizedTest(name = "{0} reads {1}")
    @CsvSource({
        "llrp, BY_ITSELF, reader-1.lan",
        "mfrc522, WHEN_ASKED, /dev/x",
        "pcsc, WHEN_ASKED, /dev/x",
        "pn532, WHEN_ASKED, /dev/x",
        "rdm6300, BY_ITSELF, /dev/x",
        "wedge, BY_ITSELF, /dev/x",
        "wiegand, BY_ITSELF, /dev/x",
        "yrm100, BY_ITSELF, /dev/x"
    })
    void presence_saysWhetherCardsAreReadWhileNobodyListens(
            String kind, Reads reads, String device) {
        var config = new ReaderConfig("counter-1", kind, device);
        ReaderDriver driver = ReaderDrivers.byKind(kind).orElseThrow();
        assertThat(driver.presence(config).reads()).isEqualTo(reads);
    }
}

package com.hasivu.simulator.reader.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Pacing;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The emulators' events are the published ones. */
class JsonEmulatorGoldenTest {
    /** The pair of EPCs is reelyactive/barnowl-impinj's, the fields those of the schema. */
    @Test
    void impinj_tellsAReadAsPublished() {
        byte[] line =
                ImpinjEmulator.event(
                        new CardId("7EDA9038051002710002C0AE"),
                        -7000,
                        Instant.parse("2022-06-01T12:00:00.125Z"));
        assertThat(new String(line, StandardCharsets.US_ASCII))
                .isEqualTo(
                        "{\"timestamp\":\"2022-06-01T12:00:00.125Z\",\"eventType\":\"tagInventory\",\"tagInventoryEvent\":{\"epc\":\"ftqQOAUQAnEAAsCu\",\"epcHex\":\"7EDA9038051002710002C0AE\",\"antennaPort\":1,\"peakRssiCdbm\":-7000}}\r\n");
    }

    /** A payload of an FXR90, without its spaces. */
    @Test
    void zebra_tellsAReadAsPublished() {
        byte[] message =
                ZebraEmulator.event(
                        new CardId("AA0004EF55555555AA21BF43"),
                        -34,
                        4,
                        Instant.parse("2026-08-13T09:14:28.651Z"));
        assertThat(new String(message, StandardCharsets.US_ASCII))
                .isEqualTo(
                        "{\"data\":{\"idHex\":\"aa0004ef55555555aa21bf43\",\"peakRssi\":-34,\"antenna\":4},\"timestamp\":\"2026-08-13T09:14:28.651+0000\",\"type\":\"CUSTOM\"}");
    }

    @Test
    void emulators_refuseACardOfAnotherFamily() {
        var em4100 = new CardId("67003B51C6");
        assertThatThrownBy(() -> new ImpinjFamily().frame(em4100)).hasMessageContaining("5 bytes");
        assertThatThrownBy(() -> new ZebraFamily().frame(em4100)).hasMessageContaining("5 bytes");
    }

    @Test
    void families_nameAPlaceThatIsNoAddress() {
        assertThatThrownBy(() -> new ImpinjFamily().open("/dev/pts/1", Pacing.AT_ONCE))
                .hasMessageContaining("host:port");
        assertThatThrownBy(() -> new ZebraFamily().open("here", Pacing.AT_ONCE))
                .hasMessageContaining("host:port");
    }
}

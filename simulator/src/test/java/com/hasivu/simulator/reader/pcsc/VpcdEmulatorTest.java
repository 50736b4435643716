package com.hasivu.simulator.reader.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.Pacing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** The card's bytes on vpcd's socket; the examples are those of ACS' and vsmartcard's papers. */
@Timeout(240)
class VpcdEmulatorTest {
    @Test
    void card_speaksAsVpcdExpects() throws IOException {
        try (var vpcd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var card = new VpcdEmulator((InetSocketAddress) vpcd.getLocalSocketAddress())) {
            card.present(new CardId("CB98A605"));
            try (Socket line = vpcd.accept()) {
                say(line, "000101"); // power on: no answer
                say(line, "000104").expect(line, "00143B8F8001804F0CA000000306030001000000006A");
                say(line, "0005FFCA000000").expect(line, "0006CB98A6059000");
                say(line, "000102"); // reset: no answer
                say(line, "0005FFCA010000").expect(line, "00026A81"); // no ATS
                say(line, "0005FF00480000").expect(line, "000A41435231323255323031");
                say(line, "0005FF00520000").expect(line, "00029000");
                assertThat(card.reader().beeps()).isFalse();
                say(line, "0009FF0040500405050301").expect(line, "00029002");
                assertThat(card.reader().lamps()).isEqualTo("FF0040500405050301");
                say(line, "000500A4040000").expect(line, "00026300");
                card.remove();
                assertThat(line.getInputStream().read()).as("the card is away").isEqualTo(-1);
            }
            card.present(new CardId("04A1B2C3D4E5F6"));
            try (Socket line = vpcd.accept()) {
                say(line, "0005FFCA000000").expect(line, "000904A1B2C3D4E5F69000");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:35963, Virtual_PCD_00_00", "127.0.0.1:35964, Virtual_PCD_00_01"})
    void family_namesTheReaderAsPcscdDoes(String place, String device) {
        var family = EmulatedFamilies.byKind("pcsc").orElseThrow();
        try (var reader = family.open(place, Pacing.AT_ONCE)) {
            assertThat(reader.device()).isEqualTo(device);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", ":35963", "127.0.0.1:0", "127.0.0.1:x"})
    void family_refusesWhatIsNoPlace(String place) {
        var family = EmulatedFamilies.byKind("pcsc").orElseThrow();
        assertThatThrownBy(() -> family.open(place, Pacing.AT_ONCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("35963");
    }

    private VpcdEmulatorTest say(Socket line, String hex) throws IOException {
        line.getOutputStream().write(HexFormat.of().parseHex(hex));
        return this;
    }

    private void expect(Socket line, String hex) throws IOException {
        byte[] got = line.getInputStream().readNBytes(hex.length() / 2);
        assertThat(HexFormat.of().withUpperCase().formatHex(got)).isEqualTo(hex);
    }
}

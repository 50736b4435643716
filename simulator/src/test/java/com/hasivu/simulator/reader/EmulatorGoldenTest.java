package com.hasivu.simulator.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.card.Desfire;
import com.hasivu.simulator.reader.card.Ntag424;
import com.hasivu.simulator.reader.pn532.Pn532Emulator;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * The emulators' bytes are the published ones, so that driver and emulator cannot agree on a wrong
 * frame.
 */
@Timeout(240)
class EmulatorGoldenTest {
    private static final String WAKE = "5555000000000000";
    private static final String SAM = "0000FF05FBD4140114010200";
    private static final String SAM_SHORT = "0000FF03FDD414011700";
    private static final String FIRMWARE = "0000FF02FED4022A00";
    private static final byte[] KEY = new byte[16];
    private static final String POLL = "0000FF04FCD44A0100E100";
    private static final String ACK = "0000FF00FF00";
    private static final String NACK = "0000FFFF0000";
    private static final String SAM_ANSWER = "0000FF02FED5151600";
    private static final String FIRMWARE_ANSWER = "0000FF06FAD50332010607E800";
    private static final String CARD_ANSWER = "0000FF0CF4D54B010100040804CB98A605C000";

    @TempDir private Path folder;

    @Test
    void rdm6300_repeatsThePublishedFrame() throws IOException {
        try (var reader = Rdm6300Emulator.at(folder.resolve("r"));
                var line = new Line(Path.of(reader.device()))) {
            reader.present(new CardId("67003B51C6"));
            line.expect("0236373030334235314336434203" + "0236373030334235314336434203");
            reader.present(new CardId("67003BA86C"));
            line.expect("0236373030334241383643393803");
        }
    }

    @Test
    void rdm6300_refusesACardOfAnotherFamily() {
        try (var reader = Rdm6300Emulator.at(folder.resolve("r"))) {
            assertThatThrownBy(() -> reader.present(new CardId("CB98A605")))
                    .hasMessageContaining("5 bytes");
        }
    }

    @Test
    void pn532_answersAsPublished() throws IOException {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var line = new Line(Path.of(chip.device()))) {
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
            line.say(SAM_SHORT).expect(ACK + SAM_ANSWER);
            line.say(FIRMWARE).expect(ACK + FIRMWARE_ANSWER);
            line.say(NACK).expect(FIRMWARE_ANSWER);
            chip.present(new CardId("CB98A605"));
            line.say(POLL).expect(ACK + CARD_ANSWER);
        }
    }

    /**
     * SENS_RES, SEL_RES and ATS of the two chips: libnfc's list of cards, for NTAG 424 DNA public
     * readers' logs; the answer's order: NXP UM0701-02, section 7.3.5.
     */
    @Test
    void pn532_listsCardsThatTakeCommandsWithTheirAts() throws IOException {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var line = new Line(Path.of(chip.device()))) {
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
            chip.present(
                    new Ntag424(
                            new CardId("04DE5F1EACC040"),
                            KEY,
                            KEY,
                            Ntag424.Mirror.PLAIN,
                            new Random()));
            line.say(POLL).expect(ACK + "0000FF15EBD54B01010344200704DE5F1EACC0400677777102807E00");
            line.say("0000FF08F8D4400100A40000004700").expect(ACK + "0000FF05FBD541006A82FE00");
            line.say("0000FF08F8D4400200A40000004600").expect(ACK + "0000FF03FDD54127C300");
            chip.remove();
            line.say("0000FF08F8D4400100A40000004700").expect(ACK + "0000FF03FDD54101E900");
            chip.present(
                    new Desfire(new CardId("04A1B2C3D4E580"), new byte[3], 0, KEY, new Random()));
            line.say("0000FF08F8D4400100A40000004700")
                    .expect(ACK + "0000FF03FDD54101E900"); // not listed
            line.say(POLL).expect(ACK + "0000FF15EBD54B01010344200704A1B2C3D4E5800675778102802800");
            line.say("0000FF07F9D4400190AA0000B100").expect(ACK + "0000FF05FBD541006D007D00");
        }
    }

    @Test
    void pn532_waitsForACardUntilStopped() throws IOException {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var line = new Line(Path.of(chip.device()))) {
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
            line.say(POLL).expect(ACK);
            chip.present(new CardId("04A1B2C3D4E5F6"));
            line.expect("0000FF0FF1D54B01010044000704A1B2C3D4E5F6CA00");
            chip.remove();
            line.say(POLL).expect(ACK);
            line.say(ACK + FIRMWARE).expect(ACK + FIRMWARE_ANSWER);
            chip.present(new CardId("CB98A605"));
            line.say(FIRMWARE).expect(ACK + FIRMWARE_ANSWER); // the stopped poll stays stopped
        }
    }

    @Test
    void pn532_sleepsUntilWokenAndConfigured() throws IOException {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var line = new Line(Path.of(chip.device()))) {
            line.say(SAM).say(FIRMWARE).say(WAKE + FIRMWARE); // none of these is answered
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
            chip.brownOut();
            line.say(FIRMWARE);
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
        }
    }

    @Test
    void pn532_isSilentOnDamagedFramesAndRefusesUnknownCommands() throws IOException {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var line = new Line(Path.of(chip.device()))) {
            line.say(WAKE + SAM).expect(ACK + SAM_ANSWER);
            line.say("0000FF02FED4022B00"); // check sum
            line.say("0000FF02FFD4022A00"); // length check
            line.say("0000FF02FED5022900"); // not from a host
            line.say(FIRMWARE).expect(ACK + FIRMWARE_ANSWER);
            line.say("0000FF02FED4EE3E00").expect(ACK + "0000FF01FF7F8100");
        }
    }

    /** A host's end of the cable. */
    private static final class Line implements AutoCloseable {
        private final InputStream in;
        private final OutputStream out;

        Line(Path device) throws IOException {
            in = Files.newInputStream(device);
            out = Files.newOutputStream(device, StandardOpenOption.WRITE);
        }

        Line say(String hex) throws IOException {
            out.write(HexFormat.of().parseHex(hex));
            out.flush();
            return this;
        }

        void expect(String hex) throws IOException {
            byte[] wanted = HexFormat.of().parseHex(hex);
            byte[] got = in.readNBytes(wanted.length);
            assertThat(HexFormat.of().withUpperCase().formatHex(got))
                    .as("in %s", Arrays.toString(got))
                    .isEqualTo(hex);
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
        }
    }
}

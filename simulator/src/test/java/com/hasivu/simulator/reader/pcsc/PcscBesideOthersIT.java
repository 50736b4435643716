package com.hasivu.simulator.reader.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Indicates;
import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.pcsc.PcscDriver;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.TerminalFactory;

/** Our driver and Java's own PC/SC at one reader of the real pcscd. */
@Timeout(240)
class PcscBesideOthersIT {
    private static final CardId CARD = new CardId("CB98A605");
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Takes the card for itself until its input ends. */
    private static final String ALONE =
            """
            use Chipcard::PCSC;
            use Chipcard::PCSC::Card;
            my $service = new Chipcard::PCSC() or die;
            my $card;
            until ($card) { # the driver's own short connections get in the way
                $card = new Chipcard::PCSC::Card(
                    $service, "Virtual PCD 00 00", $Chipcard::PCSC::SCARD_SHARE_EXCLUSIVE);
            }
            <STDIN>;
            $card->Disconnect($Chipcard::PCSC::SCARD_LEAVE_CARD);
            """;

    @TempDir private Path folder;

    @BeforeAll
    static void assumeInstalled() {
        RealPcscd.assumeInstalled();
    }

    /** One test only: Java's PC/SC does not outlive the pcscd it first met. */
    @Test
    void driver_sharesTheReaderWithAnotherProgram() throws InterruptedException, CardException {
        try (var service = RealPcscd.started(folder);
                var card = new VpcdEmulator(service.vpcd());
                RfidReader reader = new PcscDriver().open(RealPcscd.CONFIG)) {
            card.present(CARD);
            assertThat(read(reader)).isEqualTo(CARD);

            CardTerminal terminal = TerminalFactory.getDefault().terminals().list().getFirst();
            Card theirs = terminal.connect("*");
            var getUid = new CommandAPDU(HexFormat.of().parseHex("FFCA000000"));
            byte[] uid = theirs.getBasicChannel().transmit(getUid).getData();
            assertThat(CardId.of(uid)).as("the other program's view").isEqualTo(CARD);
            assertThat(read(reader)).isEqualTo(CARD);
            theirs.disconnect(false);
        }
    }

    @Test
    void driver_tellsWhenAnotherProgramHasTheCardAlone() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/share/doc/libpcsc-perl")),
                "needs a foreign program: apt-get install -y libpcsc-perl");
        try (var service = RealPcscd.started(folder);
                var card = new VpcdEmulator(service.vpcd());
                RfidReader reader = new PcscDriver().open(RealPcscd.CONFIG)) {
            card.present(CARD);
            assertThat(read(reader)).isEqualTo(CARD);
            Process other = new ProcessBuilder("perl", "-e", ALONE).start();
            try {
                until(reader, new ReaderEvent.Fault("in use", 1)::equals);
                other.getOutputStream().close();
                assertThat(other.waitFor(SOON)).isTrue();
                assertThat(read(reader)).isEqualTo(CARD);
            } finally {
                other.destroy();
            }
        }
    }

    /**
     * The virtual reader under the name of an ACR122U: it takes no escape commands, as an ACR122U
     * with Debian's CCID driver takes none.
     */
    @Test
    void driver_setsAnAcr122UpThroughTheCardWhereEscapeCommandsAreOff()
            throws InterruptedException {
        var config = new ReaderConfig("counter-1", "pcsc", "acr122u_picc_interface_00_00");
        try (var service = RealPcscd.started(folder, "ACS ACR122U PICC Interface", config);
                var card = new VpcdEmulator(service.vpcd());
                RfidReader reader = new PcscDriver().open(config)) {
            var up = (ReaderEvent.LinkUp) until(reader, ReaderEvent.LinkUp.class::isInstance);
            assertThat(up.detail()).contains("ACS ACR122U", "escape commands off");
            assertThat(card.reader().beeps()).isTrue();
            card.present(CARD);
            assertThat(read(reader)).isEqualTo(CARD);
            assertThat(card.reader().beeps()).isFalse();

            ((Indicates) reader).indicate(Indication.REFUSED);
            assertThat(read(reader)).isEqualTo(CARD);
            assertThat(read(reader)).isEqualTo(CARD);
            assertThat(card.reader().lamps()).isEqualTo("FF0040500401010201");
        }
    }

    @Test
    void driver_countsACardThatTellsNoUid() throws InterruptedException {
        try (var service = RealPcscd.started(folder);
                var card = new VpcdEmulator(service.vpcd());
                RfidReader reader = new PcscDriver().open(RealPcscd.CONFIG)) {
            card.deliver(frame -> List.of(new byte[] {0x63, 0x00}));
            card.present(CARD);
            until(reader, new ReaderEvent.Fault("no uid", 1)::equals);
        }
    }

    private static CardId read(RfidReader reader) throws InterruptedException {
        return ((ReaderEvent.TagSeen) until(reader, ReaderEvent.TagSeen.class::isInstance)).card();
    }

    private static ReaderEvent until(RfidReader reader, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        var heard = new ArrayList<ReaderEvent>();
        for (long until = System.nanoTime() + SOON.toNanos(); System.nanoTime() < until; ) {
            var event = reader.next(Duration.ofMillis(100));
            if (event.filter(wanted).isPresent()) {
                return event.get();
            }
            event.ifPresent(heard::add);
        }
        throw new AssertionError("not heard in %s: %s".formatted(SOON, heard));
    }
}

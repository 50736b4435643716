package com.hasivu.simulator.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.discovery.PortReport;
import com.hasivu.reader.discovery.PortScan;
import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.simulator.reader.EmulatedFamily.Place;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every family's question to every family's reader: only the right one is answered. */
class PortScanTest {
    @TempDir private Path folder;

    private static List<String> kindsOnALineThatAnswer() {
        return EmulatedFamilies.all().stream()
                .filter(family -> family.place() == Place.PATH)
                .map(EmulatedFamily::kind)
                .filter(kind -> ReaderDrivers.byKind(kind).orElseThrow() instanceof Discoverable)
                .filter(kind -> !kind.equals("rdm6300"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kindsOnALineThatAnswer")
    void ask_findsTheReaderThatAnswers(String kind) throws InterruptedException {
        EmulatedFamily family = EmulatedFamilies.byKind(kind).orElseThrow();
        try (var reader = family.open(folder.resolve("port").toString(), Pacing.AT_ONCE)) {
            assertThat(scan(Path.of(reader.device()), Duration.ZERO))
                    .isInstanceOfSatisfying(
                            PortReport.Found.class,
                            found -> {
                                assertThat(found.kind()).isEqualTo(kind);
                                assertThat(found.detail()).isNotBlank();
                            });
        }
    }

    @Test
    void ask_hearsAReaderThatCannotBeAskedWhenACardIsHeldToIt() throws InterruptedException {
        try (var reader = Rdm6300Emulator.at(folder.resolve("port"))) {
            var port = Path.of(reader.device());
            assertThat(scan(port, Duration.ZERO)).isInstanceOf(PortReport.Silent.class);
            reader.present(EmulatedFamilies.byKind("rdm6300").orElseThrow().card(new Random(1)));
            assertThat(scan(port, Duration.ofSeconds(5)))
                    .isInstanceOfSatisfying(
                            PortReport.Found.class,
                            found -> assertThat(found.kind()).isEqualTo("rdm6300"));
        }
    }

    @Test
    void ask_namesTheFixWhenAPortIsMissingOrInUse() throws InterruptedException {
        assertThat(scan(folder.resolve("none"), Duration.ZERO))
                .isInstanceOfSatisfying(
                        PortReport.Unusable.class,
                        port -> assertThat(port.why()).contains("is not there", "plug"));
        try (var reader = Rdm6300Emulator.at(folder.resolve("port"));
                var taken =
                        SerialTransport.open(
                                new ReaderConfig("counter-1", "rdm6300", reader.device()),
                                new SerialSettings(9_600, true, true))) {
            assertThat(taken.staleBytes()).isZero();
            assertThat(scan(Path.of(reader.device()), Duration.ZERO))
                    .isInstanceOfSatisfying(
                            PortReport.Unusable.class,
                            port -> assertThat(port.why()).contains("in use"));
        }
    }

    private static PortReport scan(Path port, Duration listen) throws InterruptedException {
        List<String> asked = new CopyOnWriteArrayList<>();
        PortReport report =
                new PortScan(ReaderDrivers.all(), listen)
                        .ask(port, (kind, baud) -> asked.add(kind + " " + baud));
        assertThat(asked).isNotEmpty();
        return report;
    }
}

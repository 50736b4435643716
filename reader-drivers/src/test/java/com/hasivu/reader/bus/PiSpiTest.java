package com.hasivu.reader.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.SpiPort.Exchange;
import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.spi.SpiBus;
import com.pi4j.io.spi.SpiMode;
import com.pi4j.plugin.mock.provider.spi.MockSpi;
import com.pi4j.plugin.mock.provider.spi.MockSpiProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What we ask of Pi4J, with its own mock provider in place of the kernel's SPI. */
class PiSpiTest {
    @TempDir private Path folder;
    private final List<Context> contexts = new ArrayList<>();
    private Path device;

    @BeforeEach
    void setUp() throws IOException {
        device = Files.createFile(folder.resolve("spidev1.2"));
    }

    @Test
    void open_setsBusChipSelectModeAndSpeed() {
        try (var port = open(device)) {
            MockSpi spi = spi(0);
            assertThat(spi.config().bus()).isEqualTo(SpiBus.BUS_1);
            assertThat(spi.config().address()).isEqualTo(2);
            assertThat(spi.config().mode()).isEqualTo(SpiMode.MODE_0);
            assertThat(spi.config().baud()).isEqualTo(2_000_000);
            assertThat(spi.config().flags()).as("LinuxFs refuses flags").isNull();
        }
    }

    @Test
    void transfer_clocksOutAndIn() {
        try (var port = open(device)) {
            spi(0).write(new byte[] {0x00, (byte) 0x92}, 0, 2);
            var exchange = port.transfer(new byte[] {(byte) 0xEE, 0x00});
            assertThat(((Exchange.In) exchange).in()).containsExactly(0x00, 0x92);
            assertThat(spi(0).readEntireMockBuffer()).containsExactly(0xEE, 0x00);
        }
    }

    @Test
    void close_shutsItsContextDownAndFreesTheDevice() {
        var port = open(device);
        port.close();
        port.close();
        assertThat(contexts.getFirst().isShutdown()).isTrue();
        assertThat(port.transfer(new byte[1])).isInstanceOf(Exchange.Closed.class);
        open(device).close();
    }

    @Test
    void open_namesTheDeviceInUseAndTheFix() {
        try (var port = open(device)) {
            assertThatThrownBy(() -> open(device))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll("counter-1", device.toString(), "in use", "fuser");
            assertThat(contexts).hasSize(1);
        }
    }

    @Test
    void open_takesALinkWithAName() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("counter-1-spi"), device);
        try (var port = open(link)) {
            assertThat(spi(0).config().bus()).isEqualTo(SpiBus.BUS_1);
        }
    }

    @Test
    void open_thatIsRefusedLeavesTheFirstItsLock() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("school-reader"), device);
        var first = open(device);
        for (Path again : List.of(device, link, device)) {
            assertThatThrownBy(() -> open(again)).hasMessageContaining("in use");
            assertThat(LockProbe.ask(device)).as("another program").isEqualTo("refused");
        }
        first.close();
        assertThat(LockProbe.ask(device)).isEqualTo("taken");
        open(link).close();
    }

    @Test
    void open_namesAMissingDeviceAndTheFix() {
        assertThatThrownBy(() -> open(folder.resolve("spidev0.0")))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "spidev0.0", "plug", "raspi-config");
    }

    @Test
    void open_refusesAFileThatIsNoSpi() throws IOException {
        Path file = Files.createFile(folder.resolve("ttyUSB0"));
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("ttyUSB0", "no such bus", "/dev/spidev0.0");
    }

    /** The real provider, on a computer without SPI: Pi4J's own words, and what to do. */
    @Test
    void open_saysWhatItNeedsWhereThereIsNoRaspberryPi() {
        assertThatThrownBy(
                        () ->
                                SpiPort.open(
                                        config(device), new SpiSettings(1_000, Optional.empty())))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll(
                        "counter-1", device.toString(), "Raspberry Pi", "group spi");
        open(device).close(); // the lock was given back
    }

    @Test
    void open_givesEverythingBackWhenPi4jHasNoProvider() {
        assertThatThrownBy(
                        () ->
                                PiSpi.open(
                                        config(device),
                                        new SpiSettings(1_000, Optional.empty()),
                                        () -> keep(Pi4J.newContextBuilder().build())))
                .isInstanceOf(ReaderException.class);
        assertThat(contexts.getFirst().isShutdown()).isTrue();
        open(device).close();
    }

    private SpiPort open(Path path) {
        return PiSpi.open(
                config(path),
                new SpiSettings(2_000_000, Optional.empty()),
                () ->
                        keep(
                                Pi4J.newContextBuilder()
                                        .noAutoDetect()
                                        .add(MockSpiProvider.newInstance())
                                        .build()));
    }

    private Context keep(Context context) {
        contexts.add(context);
        return context;
    }

    private MockSpi spi(int context) {
        return contexts.get(context).registry().allByType(MockSpi.class).values().iterator().next();
    }

    private static ReaderConfig config(Path path) {
        return new ReaderConfig("counter-1", "mfrc522", path.toString());
    }
}

package com.hasivu.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.journal.VerifyReport;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.reader.ReaderConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

/** Each check is made to find what it looks for, and tells the fix; then it is put right. */
class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:30:00Z");
    private static final Callable<Daemon> DOWN = Daemon.Down::new;

    @TempDir Path folder;
    private Machine machine;

    @SuppressWarnings("NullAway.Init") // JUnit makes it
    ChecksTest() {}

    @BeforeEach
    void makeMachine() {
        machine = new Machine(folder);
    }

    @Test
    void configuration_namesEveryProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), "stat-dir: s\n");
        assertThat(new ConfigurationCheck(file, () -> StationSettings.load(file)).look())
                .isEqualTo(
                        new Finding.Fail(
                                ("2 problem(s): %1$s: state-dir: is missing; add a folder of this station,"
                                                + " for example 'state' | %1$s:1: stat-dir: is no"
                                                + " setting; did you mean 'state-dir'?")
                                        .formatted(file),
                                "mend the named lines; 'hasivu-edge config validate' tells when all is well"));
        Files.writeString(file, "state-dir: s\n");
        fixed(
                new ConfigurationCheck(file, () -> StationSettings.load(file)).look(),
                Finding.Warn.class,
                "readers scan");
    }

    @Test
    void service_isDownMuteOrComplains() throws Exception {
        fixed(new ServiceCheck(DOWN).look(), Finding.Fail.class, "systemctl start hasivu-edge");
        fixed(
                new ServiceCheck(() -> new Daemon.Mute("no answer in 2 s")).look(),
                Finding.Fail.class,
                "restart");
        fixed(
                new ServiceCheck(up("{\"problems\":[\"reader a is not online\"]}")).look(),
                Finding.Warn.class,
                "operations.md");
        assertThat(new ServiceCheck(up("{\"problems\":[]}")).look())
                .isEqualTo(new Finding.Ok("serving"));
    }

    @Test
    void clock_isOldUnkeptOrAside() throws Exception {
        fixed(
                new ClockCheck(() -> true, Instant.EPOCH, DOWN).look(),
                Finding.Fail.class,
                "timedatectl set-time");
        fixed(new ClockCheck(() -> false, NOW, DOWN).look(), Finding.Warn.class, "set-ntp true");
        fixed(
                new ClockCheck(() -> true, NOW, up("{\"clockSkewMillis\":-2001}")).look(),
                Finding.Fail.class,
                "UDP port 123");
        assertThat(new ClockCheck(() -> true, NOW, up("{\"clockSkewMillis\":2000}")).look())
                .isInstanceOf(Finding.Ok.class);
        assertThat(new KernelClock().call()).isIn(true, false); // the kernel answers
    }

    @Test
    void disk_isFullOrSlow() throws IOException {
        fixed(
                new DiskCheck(folder, Long.MAX_VALUE, Duration.ofMinutes(1)).look(),
                Finding.Fail.class,
                "journalctl --vacuum-size");
        fixed(
                new DiskCheck(folder, 0, Duration.ZERO).look(),
                Finding.Warn.class,
                "industrial or A1/A2");
        assertThat(new DiskCheck(folder, 0, Duration.ofMinutes(1)).look().seen())
                .contains("a write is durable in");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void latency_isThatOfAnAdapter() throws IOException {
        file("/dev/ttyUSB0", "");
        List<ReaderConfig> readers = List.of(reader("rdm6300", "/dev/ttyUSB0"));
        assertThat(new LatencyCheck(machine, readers).look()).isInstanceOf(Finding.Skip.class);
        file("/sys/bus/usb-serial/devices/ttyUSB0/latency_timer", "16\n");
        fixed(new LatencyCheck(machine, readers).look(), Finding.Warn.class, "echo 1");
        file("/sys/bus/usb-serial/devices/ttyUSB0/latency_timer", "1\n");
        assertThat(new LatencyCheck(machine, readers).look()).isInstanceOf(Finding.Ok.class);
    }

    @Test
    void readers_areUnpluggedOrOffline() throws Exception {
        List<ReaderConfig> readers = List.of(reader("rdm6300", "/dev/ttyUSB0"));
        fixed(new ReadersCheck(machine, readers, DOWN).look(), Finding.Fail.class, "plug it in");
        file("/dev/ttyUSB0", "");
        assertThat(new ReadersCheck(machine, readers, DOWN).look()).isInstanceOf(Finding.Ok.class);
        fixed(
                new ReadersCheck(
                                machine,
                                readers,
                                up("{\"readers\":[{\"name\":\"a\",\"state\":\"offline\"}]}"))
                        .look(),
                Finding.Fail.class,
                "readers test");
    }

    @Test
    void conflicts_areModulesConsolesAndPrograms() throws IOException {
        file("/proc/modules", "pn533_usb 20480 0 - Live 0x0\n");
        fixed(conflicts("pcsc", "acr122"), Finding.Fail.class, "blacklist pn533_usb");
        assertThat(conflicts("rdm6300", "/dev/ttyUSB0")).isInstanceOf(Finding.Ok.class);
        file("/proc/cmdline", "console=serial0,115200 root=/dev/mmcblk0p2\n");
        fixed(conflicts("rdm6300", "/dev/serial0"), Finding.Fail.class, "raspi-config");
        file("/proc/412/comm", "ModemManager\n");
        fixed(conflicts("rdm6300", "/dev/ttyUSB0"), Finding.Warn.class, "systemctl disable");
    }

    @Test
    void permissions_nameTheGroupAndTheRules() throws IOException {
        file("/dev/ttyUSB0", "");
        List<ReaderConfig> readers = List.of(reader("rdm6300", "/dev/ttyUSB0"));
        fixed(
                new PermissionsCheck(machine, readers, device -> false).look(),
                Finding.Fail.class,
                "sudo usermod -aG ");
        fixed(
                new PermissionsCheck(machine, readers, device -> true).look(),
                Finding.Warn.class,
                "/dev/serial/by-id");
        file("/usr/lib/udev/rules.d/60-hasivu-edge.rules", "");
        assertThat(new PermissionsCheck(machine, readers, PermissionsCheck::readWrite).look())
                .isInstanceOf(Finding.Ok.class);
    }

    @Test
    void uplink_stopsAtNamePortOrTls() throws Exception {
        Callable<SSLContext> any = SSLContext::getDefault;
        fixed(uplink("no-such-host.invalid", 1, any), Finding.Fail.class, "resolvectl status");
        int closed;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = listening.getLocalPort();
            Thread speaking = Thread.ofVirtual().start(() -> speakHttp(listening));
            fixed(uplink("127.0.0.1", closed, any), Finding.Fail.class, "enrol again");
            speaking.join();
        }
        fixed(uplink("127.0.0.1", closed, any), Finding.Fail.class, "firewall");
        assertThat(new UplinkCheck(Optional.empty(), up("{\"sync\":{\"online\":true}}"), 1).look())
                .isEqualTo(new Finding.Ok("connected"));
    }

    @Test
    void identity_isMissingSoonOverOrOver() throws Exception {
        fixed(new IdentityCheck(Optional::empty, NOW).look(), Finding.Fail.class, "claim code");
        Identity identity =
                new TestEnrolment(new TestAuthority(), TestAuthority.ed25519Pair())
                        .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", 1);
        Instant until = identity.certificate().getNotAfter().toInstant();
        Callable<Optional<Identity>> saved = () -> Optional.of(identity);
        fixed(
                new IdentityCheck(saved, until.plusSeconds(1)).look(),
                Finding.Fail.class,
                "re-open this station");
        fixed(
                new IdentityCheck(saved, until.minus(Duration.ofDays(13))).look(),
                Finding.Warn.class,
                "uplink");
        assertThat(new IdentityCheck(saved, until.minus(Duration.ofDays(15))).look())
                .isInstanceOf(Finding.Ok.class);
    }

    @Test
    void snapshot_isMissingBrokenOldOrOfAnotherDay() throws Exception {
        String good =
                "{'version':5,'schoolDay':'2026-11-23','zone':'Asia/Kolkata','made':'x',"
                        + "'validUntil':'2026-11-24T00:00:00Z','problems':[]}";
        assertThat(snapshot(good)).isInstanceOf(Finding.Ok.class);
        fixed(snapshot("{'version':0,'problems':[]}"), Finding.Fail.class, "uplink");
        fixed(snapshot("{'version':5,'problems':['torn']}"), Finding.Fail.class, "disk");
        fixed(snapshot(good.replace("-24T", "-22T")), Finding.Fail.class, "clock");
        fixed(
                snapshot(good.replace("'2026-11-23'", "'2026-11-22'")),
                Finding.Warn.class,
                "school day");
    }

    @Test
    void journal_isDamagedOrLong() throws Exception {
        fixed(journal(5, 5, List.of("record 3: checksum")), Finding.Fail.class, "delete nothing");
        fixed(journal(2_001, 0, List.of()), Finding.Warn.class, "safe here");
        assertThat(journal(2_000, 0, List.of())).isInstanceOf(Finding.Ok.class);
    }

    @Test
    void power_wasLow() throws IOException {
        assertThat(new PowerCheck(machine).look()).isInstanceOf(Finding.Skip.class);
        file("/sys/class/hwmon/hwmon1/name", "rpi_volt\n");
        file("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
        assertThat(new PowerCheck(machine).look()).isInstanceOf(Finding.Ok.class);
        file("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
        fixed(new PowerCheck(machine).look(), Finding.Fail.class, "power supply");
        file("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
        file("/sys/devices/platform/soc/soc:firmware/get_throttled", "50000\n");
        fixed(new PowerCheck(machine).look(), Finding.Fail.class, "power supply");
    }

    @Test
    void doctor_waitsForNoCheckThatHangs() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Check hanging =
                new Check() {
                    @Override
                    public String name() {
                        return "hanging";
                    }

                    @Override
                    public Finding look() throws InterruptedException {
                        never.await();
                        return new Finding.Ok("");
                    }
                };
        var doctor = new Doctor(List.of(hanging, new PowerCheck(machine)), Duration.ofSeconds(5));
        var results = doctor.examine(); // back at all: the one hangs for ever
        for (int more = 0; more < 2 && isLate(results.get(1)); more++) {
            results = doctor.examine(); // a machine may stall for all the time of the other
        }
        fixed(results.getFirst().finding(), Finding.Fail.class, "hangs");
        assertThat(results.get(1).finding()).isInstanceOf(Finding.Skip.class);
        assertThat(Doctor.wellEnough(results)).isFalse();
    }

    private static boolean isLate(Doctor.Result result) {
        return result.finding() instanceof Finding.Fail;
    }

    @Test
    void everyCheck_standsInTheOperationsPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        Path file = folder.resolve("none.yaml");
        assertThat(
                        Checks.of(
                                file,
                                () -> StationSettings.load(file),
                                state -> {
                                    throw new AssertionError("there are no settings");
                                }))
                .hasSize(13)
                .allMatch(check -> page.contains("| `" + check.name() + "` |"));
    }

    private static void fixed(Finding finding, Class<? extends Finding> kind, String fix) {
        assertThat(finding).isInstanceOf(kind);
        String told =
                switch (finding) {
                    case Finding.Warn warn -> warn.fix();
                    case Finding.Fail fail -> fail.fix();
                    default -> "";
                };
        assertThat(told).contains(fix);
    }

    private Finding conflicts(String kind, String device) throws IOException {
        return new ConflictsCheck(machine, List.of(reader(kind, device))).look();
    }

    /** No TLS: as a captive portal or a wrong port would. */
    private static void speakHttp(ServerSocket listening) {
        try (Socket one = listening.accept()) {
            one.getOutputStream()
                    .write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Finding uplink(String host, int port, Callable<SSLContext> as) throws Exception {
        return new UplinkCheck(Optional.of(new UplinkCheck.Broker(host, port, as)), DOWN, 20_000)
                .look();
    }

    private static Finding snapshot(String report) throws Exception {
        return new SnapshotCheck(() -> Optional.of(json(report)), NOW).look();
    }

    private static Finding journal(long last, long acked, List<String> problems) throws Exception {
        return new JournalCheck(
                        () ->
                                Optional.of(
                                        new VerifyReport(
                                                7, 1, last, new byte[32], acked, 1, 100, problems)))
                .look();
    }

    private static Callable<Daemon> up(String status) {
        return () -> new Daemon.Up(json(status));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static ReaderConfig reader(String kind, String device) {
        return new ReaderConfig("a", kind, device, Map.of());
    }

    private void file(String path, String text) throws IOException {
        Path file = machine.at(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

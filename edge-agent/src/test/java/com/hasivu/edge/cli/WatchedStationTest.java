package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.KeptPort;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.service.ManagerEar;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The station as a service: the real process, and a test that plays the manager, with less patience
 * than the unit's ten seconds.
 */
@Timeout(300)
class WatchedStationTest {
    private static final Duration WATCHDOG = Duration.ofSeconds(3);

    @TempDir Path folder;
    private final KeptPort nobodys = new KeptPort();
    private Path config;
    private Path faults;
    private ManagerEar ear;

    @BeforeEach
    void enrol() throws IOException {
        new TestEnrolment(new TestAuthority(), TestAuthority.ed25519Pair())
                .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", nobodys.number());
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "state-dir: state\nmetrics: { listen: off }\n");
        faults = Files.writeString(folder.resolve("faults"), "");
        ear = new ManagerEar(folder.resolve("notify").toString());
    }

    @AfterEach
    void listenNoMore() throws InterruptedException {
        ear.close();
        nobodys.close();
    }

    @Test
    void run_saysReadyAndAliveAndStopping() {
        try (EdgeProcess station = start()) {
            await().until(() -> ear.alive().size() >= 2);
            assertThat(ear.words().getFirst().text())
                    .startsWith("READY=1\nSTATUS=no snapshot yet, serves nobody; 0 of 0 reader(s)");
            station.process.destroy();
            assertThat(station.exitCode()).isZero();
            assertThat(ear.words().subList(0, ear.mark()).stream().map(ManagerEar.Word::text))
                    .anyMatch(text -> text.startsWith("STOPPING=1"));
        }
    }

    @Test
    void run_saysNotReadyWhenTheSettingsAreWrong() throws IOException {
        Files.writeString(config, "state-dir: state\nreders: []\n");
        try (EdgeProcess station = start()) {
            assertThat(station.exitCode()).isEqualTo(ExitCode.BAD_SETTINGS);
            assertThat(ear.mark()).as("nothing but our own mark").isEqualTo(1);
        }
    }

    @Test
    void run_feedsNoWatchdogWhileStopped() throws IOException, InterruptedException {
        try (EdgeProcess station = start()) {
            await().until(() -> !ear.alive().isEmpty());
            signal(station, "STOP");
            await().until(() -> isStopped(station));
            int stopped = ear.mark();
            assertThat(silence(stopped)).isEmpty();
            signal(station, "CONT");
            await().until(() -> !ear.aliveAfter(stopped).isEmpty());
        }
    }

    @Test
    void run_feedsNoWatchdogWhileATapIsStuckInItsDecisionAndAgainAfterwards()
            throws IOException, InterruptedException {
        stuckAt("tap-decided");
    }

    @Test
    void run_feedsNoWatchdogWhileATapIsStuckInTheJournalAndAgainAfterwards()
            throws IOException, InterruptedException {
        stuckAt("journal-durable");
    }

    private void stuckAt(String point) throws IOException, InterruptedException {
        try (EdgeProcess station = start()) {
            await().until(() -> !ear.alive().isEmpty());
            inForce("slow at " + point + ":15000");
            Thread tap = Thread.ofVirtual().start(() -> tap());
            await().until(() -> ear.isStuck() && station.log().contains("Faults.linger"));
            int stuck = ear.mark();
            assertThat(silence(stuck)).isEmpty();
            assertThat(station.log()).contains("the tap path is stuck").contains("TapService");
            inForce("");
            tap.join();
            await().until(() -> !ear.aliveAfter(stuck).isEmpty());
        }
    }

    @Test
    void run_feedsTheWatchdogWhileTheDiskFails() throws IOException, InterruptedException {
        try (EdgeProcess station = start()) {
            await().until(() -> !ear.alive().isEmpty());
            inForce("fail at disk-sync");
            tap();
            await().until(() -> ear.heard("OUT OF SERVICE, the disk fails"));
            int failing = ear.mark();
            await().until(() -> ear.aliveAfter(failing).size() > 1);
            assertThat(station.process.isAlive()).isTrue();
        }
    }

    /** Signs of life behind the mark until the manager would act, however late this looks. */
    private List<Long> silence(int mark) throws InterruptedException {
        long acts = System.nanoTime() + WATCHDOG.toNanos();
        TimeUnit.NANOSECONDS.sleep(acts - System.nanoTime());
        return ear.aliveAfter(mark).stream().filter(at -> at < acts).toList();
    }

    private void inForce(String rule) throws IOException {
        Files.writeString(faults, rule);
        Path taken = folder.resolve("faults.taken");
        await().until(() -> Files.exists(taken) && Files.readString(taken).equals(rule));
    }

    private void tap() {
        int _ = Cli.run("tap", "--card", "04A1B2C3", "--config", config.toString()).code();
    }

    private static void signal(EdgeProcess station, String name)
            throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(station.process.pid()))
                        .inheritIO()
                        .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static boolean isStopped(EdgeProcess station) throws IOException {
        Path state = Path.of("/proc", Long.toString(station.process.pid()), "stat");
        return Files.readString(state).contains(") T ");
    }

    private EdgeProcess start() {
        return new EdgeProcess(
                folder,
                List.of("-Dhasivu.fault-file=" + faults),
                Map.of(
                        "NOTIFY_SOCKET",
                        folder.resolve("notify").toString(),
                        "WATCHDOG_USEC",
                        Long.toString(TimeUnit.MILLISECONDS.toMicros(WATCHDOG.toMillis()))),
                "run",
                "--config",
                config.toString());
    }
}

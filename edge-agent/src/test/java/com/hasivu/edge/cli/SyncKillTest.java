package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.Patience;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.fault.FaultPoint;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/**
 * A real station killed at each point of sync: the cloud ends with every record, once, in order.
 */
class SyncKillTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final KeyPair SNAPSHOT_KEYS = TestAuthority.ed25519Pair();

    @TempDir static Path brokerFolder;
    private static TestBroker broker;

    @TempDir Path folder;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(brokerFolder, Optional.of(AUTHORITY));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNC_SENT", "SYNC_ACKED", "CURSOR_SAVED"})
    void kill_losesAndDoublesNothing(FaultPoint point) throws IOException {
        String name = point.label().replace('_', '-');
        Identity identity =
                new TestEnrolment(AUTHORITY, SNAPSHOT_KEYS)
                        .enrol(folder.resolve("state"), name, "127.0.0.1", broker.tlsPort);
        String config =
                Files.writeString(
                                folder.resolve("edge.yaml"),
                                "state-dir: state\nmetrics: { listen: off }\n")
                        .toString();
        Topics topics = new Topics(identity.school(), identity.station());
        try (TestCloud cloud = new TestCloud(topics, SNAPSHOT_KEYS, broker.port)) {
            try (EdgeProcess doomed =
                    new EdgeProcess(
                            folder,
                            List.of("-Dhasivu.halt-at=" + point.label() + ":2"),
                            "run",
                            "-c",
                            config)) {
                await().until(doomed::ready);
                long until = System.nanoTime() + Patience.LONG.toNanos();
                while (doomed.process.isAlive() && System.nanoTime() < until) {
                    int _ = Cli.run("tap", "--card", "04A1B2C3", "-c", config).code();
                }
                assertThat(doomed.exitCode()).isEqualTo(137);
            }
            try (EdgeProcess again = new EdgeProcess(folder, "run", "-c", config)) {
                await().until(again::ready);
                assertThat(Cli.run("tap", "--card", "04A1B2C3", "-c", config).code()).isZero();
                long last = Cli.run("journal", "ls", "-c", config).out().lines().count();
                await().until(() -> cloud.committed.size() == last);
                await().until(
                                () ->
                                        Cli.run("journal", "verify", "-c", config)
                                                .out()
                                                .contains("the cloud has " + last));
            }
            assertThat(Cli.run("journal", "verify", "-c", config).code()).isZero();
        }
    }
}

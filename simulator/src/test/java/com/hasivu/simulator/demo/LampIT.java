package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.bus.PinBus;
import com.hasivu.simulator.reader.osdp.OsdpEmulator;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The built station with a lamp, a buzzer and a relay on pins of another process, and an OSDP
 * reader with a lamp of its own behind a pseudo-terminal.
 */
@SuppressWarnings("NullAway.Init") // set before each test
class LampIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CardId STRANGER = new CardId("00FACE");

    /** By the wiring of {@link Site#lampAt}: the relay's contact is open while its pin is high. */
    private static final Map<Integer, Boolean> SAFE =
            Map.of(17, false, 27, false, 22, false, 5, true);

    @TempDir private Path folder;
    private Site site;
    private PinBus pins;
    private OsdpEmulator reader;
    private Iterator<Child> hungry;

    @BeforeEach
    void open() {
        EmulatedFamily osdp = EmulatedFamilies.byKind("osdp").orElseThrow();
        site = new Site(folder, Site.Store.H2);
        site.startCloud();
        School school = School.of(11, School.fewestTaps(), 30, List.of(osdp));
        SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
        day.fill(school);
        hungry = school.children().stream().filter(c -> c.part() == Part.REGULAR).iterator();
        reader = (OsdpEmulator) osdp.open(folder.resolve("ttyOSDP").toString(), Pacing.AT_ONCE);
        pins = PinBus.at(folder.resolve("lamp"));
        site.lampAt(pins.device());
        site.configureEdge(
                day.claimCode(),
                List.of(
                        new Site.SiteReader(
                                "counter-1a", "osdp", reader.device(), osdp.settings())));
    }

    @AfterEach
    void close() {
        site.close();
        pins.close();
        reader.close();
    }

    @Test
    void lampAndReader_showEachTapAndAKilledStationBeginsSafely() {
        Program edge = site.startEdge();
        edge.await("ready", PATIENCE);
        edge.await("snapshot", PATIENCE);
        assertThat(pins.levels()).isEqualTo(SAFE);
        await().atMost(PATIENCE).until(this::isReaderOnline);

        reader.tap(STRANGER);
        await().atMost(PATIENCE).until(() -> lit(27));
        await().atMost(PATIENCE).until(() -> reader.lamp().equals("red"));
        assertThat(lit(17)).isFalse();

        reader.tap(hungry.next().card());
        await().atMost(PATIENCE).until(() -> lit(17));
        assertThat(lit(27)).as("red was cut short").isFalse();
        await().atMost(PATIENCE).until(() -> reader.lamp().equals("green"));
        await().atMost(PATIENCE).until(() -> pins.levels().equals(SAFE));

        int before = greens();
        reader.tap(hungry.next().card());
        await().atMost(PATIENCE).until(() -> greens() > before);
        edge.kill();
        assertThat(pins.levels())
                .as("as it was when it died")
                .containsEntry(17, true)
                .containsEntry(5, false);

        int seen = pins.changes().size();
        Program again = site.startEdge();
        again.await("ready", PATIENCE);
        assertThat(pins.levels()).isEqualTo(SAFE);
        assertThat(pins.changes().subList(seen, pins.changes().size()))
                .as("nothing but going off")
                .allMatch(change -> change.high() == SAFE.getOrDefault(change.pin(), false));
        assertThat(again.stop(PATIENCE)).contains(0);
    }

    @Test
    void signalsTest_playsAnOutcomeOnTheRunningStation() {
        Program edge = site.startEdge();
        edge.await("ready", PATIENCE);
        await().atMost(PATIENCE).until(this::isReaderOnline);
        try (Program test =
                new com.hasivu.simulator.process.Programs()
                        .edge(
                                folder,
                                "signals",
                                List.of(),
                                "signals",
                                "test",
                                "--outcome",
                                "out-of-service",
                                "--config",
                                site.edgeConfig().toString())) {
            await().atMost(PATIENCE).until(() -> lit(27));
            await().atMost(PATIENCE).until(() -> reader.lamp().equals("amber"));
            assertThat(test.exit(PATIENCE)).contains(0);
        }
        assertThat(edge.stop(PATIENCE)).contains(0);
        assertThat(pins.levels()).as("dark at the end").isEqualTo(SAFE);
    }

    private boolean isReaderOnline() {
        JsonNode status = new StationSocket(site.state().resolve("control.sock")).status();
        return status.at("/readers/0/state").asText().equals("online");
    }

    private boolean lit(int pin) {
        return pins.levels().getOrDefault(pin, false);
    }

    private int greens() {
        return (int)
                pins.changes().stream()
                        .filter(change -> change.pin() == 17 && change.high())
                        .count();
    }
}

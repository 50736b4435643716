package com.hasivu.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Sealed;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code hasivu-cloud review} over what the real intake wrote, on both databases. */
class ReviewCommandTest {
    private static final int POISON = 450; // more than two pages

    @TempDir Path folder = Path.of("");

    private final StringWriter err = new StringWriter();

    private String review(int exit, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of("review"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("cloud.yaml").toString()));
        int code =
                CloudMain.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isEqualTo(exit);
        return out.toString();
    }

    private void configure(DatabaseConfig database) throws Exception {
        Files.writeString(
                folder.resolve("cloud.yaml"),
                """
                data-dir: .
                database: {url: "%s", user: %s, password: "%s"}
                broker: {mode: none}
                """
                        .formatted(database.url(), database.user(), database.password()));
    }

    private static void plant(Desk desk) {
        var intake =
                new TapIntake(
                        desk.database,
                        new TapEffects(desk.orders, new Deliveries()),
                        (topic, payload, delivery) -> true,
                        desk.clock);
        Topics one = desk.station("c1");
        var taps = new Topics.Address(one.school(), one.station(), "up/taps");
        var chain = new TapChain(one, 0xC0DE000000000001L);
        for (int i = 0; i < POISON; i++) {
            chain.add(9, new byte[] {1});
        }
        chain.serve(new OrderId(77), new StudentId(5), desk.clock.millis());
        intake.receive(taps, Wire.seal(chain.all()));
        var fork = new TapChain(one, 0xC0DE000000000001L);
        fork.refuse(Reason.CARD_LOST);
        intake.receive(taps, Wire.seal(fork.all()));
        for (int i = 0; i < 105; i++) {
            intake.receive(taps, Sealed.newBuilder().setMajor(3).setMinor(i).build().toByteArray());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void review_showsEveryFindingAndChangesNothing(Engine engine) throws Exception {
        DatabaseConfig database = engine.fresh(folder);
        configure(database);
        Database open = Database.open(database);
        open.migrate();
        var desk = new Desk(open);
        plant(desk);
        byte[] before = new byte[0];
        Path file = folder.resolve("hasivu.mv.db");
        if (engine == Engine.H2) {
            desk.close(); // one owner; on PostgreSQL the service goes on
            before = Files.readAllBytes(file);
        }

        assertThat(review(0, "set-aside").lines()).hasSize(POISON);
        assertThat(review(0, "set-aside", "--station", "c2")).isEmpty();
        assertThat(review(0, "conflicts", "--school", "greenfield").lines())
                .singleElement()
                .asString()
                .contains("unknown-order, order 77", "the school has no such order");
        assertThat(review(0, "conflicts", "--school", "bluehill")).isEmpty();
        assertThat(review(0, "chains", "--open"))
                .contains("greenfield/c1 epoch c0de000000000001: committed to 451")
                .contains("quarantined since 2026-11-23T06:30:00Z: record 1 differs");
        assertThat(review(0, "quarantine"))
                .contains("record 1 (committed: differs)", "card-lost")
                .contains("unreadable here")
                .contains("quarantine full, 6 more payloads not kept");
        JsonNode chain = new ObjectMapper().readTree(review(0, "chains", "--json"));
        assertThat(chain.at("/quarantine/partedAt").asLong()).isEqualTo(1);
        assertThat(review(0, "quarantine", "--json").lines()).hasSize(1 + 100 + 1);

        if (engine == Engine.H2) {
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        } else {
            desk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void review_saysWhatIsWrongWithADatabaseWithoutTables(Engine engine) throws Exception {
        DatabaseConfig database = engine.fresh(folder);
        configure(database);
        review(CloudMain.UNAVAILABLE, "chains");
        assertThat(err.toString()).contains(engine == Engine.H2 ? "cannot open" : "migrate");
        assertThat(folder.resolve("hasivu.mv.db")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void review_refusesAnIdThatCannotBe(Engine engine) throws Exception {
        configure(engine.fresh(folder));
        review(CloudMain.UNAVAILABLE, "chains", "--school", "../x");
        assertThat(err.toString()).contains("../x");
    }
}

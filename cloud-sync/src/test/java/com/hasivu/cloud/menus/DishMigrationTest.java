package com.hasivu.cloud.menus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.db.Database;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Dishes of an earlier release are found, sold and changed like new ones. */
class DishMigrationTest {
    private static final String DISH =
            "insert into dishes (id, school, name, price_paise, allergens, diet, created)"
                    + " values (%d, 's', '%s', 4500, '%s', '%s', current_timestamp)";

    private static final List<String> BEFORE =
            List.of(
                    "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)",
                    DISH.formatted(1, "Idli-Sambar (2)", "", "veg"),
                    DISH.formatted(2, "Crème Caramel", "egg,milk", "egg"),
                    DISH.formatted(3, "Kāju kaṭlī", "tree-nut", "jain"));

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void dishOfBefore_isFoundByItsWords(Engine engine) throws Exception {
        try (Database database = Database.open(engine.of("134", folder, BEFORE))) {
            database.migrate();
            assertThat(found(database, "samb")).containsExactly(1L);
            assertThat(found(database, "CREME cara")).containsExactly(2L);
            assertThat(found(database, "kaju katli")).containsExactly(3L);
            assertThat(found(database, "ambar")).isEmpty();
            var school = new SchoolId("s");
            var dishes = new Dishes(Clock.systemUTC());
            Dish old = database.read(tx -> dishes.find(tx, school, 2)).orElseThrow();
            assertThat(old.active()).isTrue();
            assertThat(old.allergens()).containsExactly("egg", "milk");
            assertThat(old.facts().nutrition()).isEmpty();
            assertThat(database.<Boolean>transaction(tx -> dishes.change(tx, school, old)))
                    .isTrue();
            assertThat(database.<Boolean>transaction(tx -> dishes.change(tx, school, old)))
                    .isFalse();
        }
    }

    private static List<Long> found(Database database, String words) {
        var filter =
                new DishFilter(
                        Words.of(words),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return database.read(
                tx ->
                        new Dishes(Clock.systemUTC())
                                .page(tx, new SchoolId("s"), filter, 0, 10).stream()
                                        .map(Dish::id)
                                        .toList());
    }
}

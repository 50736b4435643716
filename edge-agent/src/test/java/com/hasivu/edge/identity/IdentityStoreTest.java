package com.hasivu.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A state folder of a version before the two slots: key.pem, identity.json and two copies. */
class IdentityStoreTest {
    @TempDir Path folder;

    private IdentityStore store;
    private StationKey keys;

    @BeforeEach
    void anOldFolder() throws IOException {
        store = new IdentityStore(folder);
        keys = StationKey.generate();
        var given =
                new TestEnrolment(new TestAuthority(), TestAuthority.ed25519Pair())
                        .answer("greenfield-c1", keys, "broker", 8883);
        Files.writeString(folder.resolve("key.pem"), Pem.of(keys));
        Files.writeString(folder.resolve("identity.json"), given.toString());
        Files.writeString(folder.resolve("cert.pem"), given.path("certificate").asText());
        Files.writeString(folder.resolve("ca.pem"), given.path("caCertificate").asText());
    }

    @Test
    void load_readsAnOldIdentityAndChangesNothing() throws IOException {
        assertThat(store.load().orElseThrow().keys()).isEqualTo(keys);
        assertThat(names()).contains("key.pem", "identity.json").doesNotContain("slot-a.json");
    }

    @Test
    void adopt_putsAnOldIdentityIntoASlot() throws IOException {
        store.adopt();

        assertThat(names()).containsExactly("slot-a.json");
        Identity kept = new IdentityStore(folder).load().orElseThrow();
        assertThat(kept.keys()).isEqualTo(keys);
        assertThat(kept.station().value()).isEqualTo("greenfield-c1");
    }

    @Test
    void adopt_goesOnAfterACrashBetweenSlotAndOldFiles() throws IOException {
        String key = Files.readString(folder.resolve("key.pem"));
        store.adopt();
        Files.writeString(folder.resolve("key.pem"), key);

        store.adopt();

        assertThat(names()).containsExactly("slot-a.json");
    }

    @Test
    void adopt_leavesAKeyThatWasNeverAnswered() throws IOException {
        Files.delete(folder.resolve("identity.json"));

        store.adopt();

        assertThat(names()).contains("key.pem").doesNotContain("slot-a.json");
        assertThat(store.load()).isEmpty();
    }

    @Test
    void load_namesTheOldFilesThatCannotBeUsed() throws IOException {
        Files.writeString(folder.resolve("key.pem"), "no key");

        assertThatThrownBy(store::load)
                .isInstanceOf(IdentityException.class)
                .hasMessageContainingAll("key.pem", "identity.json", "enrol again");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

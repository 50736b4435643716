package com.hasivu.cloud.released;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.Web;

import java.util.ArrayList;
import java.util.List;

/** Asks a served database for what released/*.sql put in, over HTTP, as its people would. */
final class OldSchool {
    private static final String SCHOOL = "/v1/schools/green-park";

    private final Release release;
    private final Web admin;
    private final Web asha;

    /** Everybody signs in with the password they had then. */
    OldSchool(CloudFixture cloud, Release release) {
        this.release = release;
        this.admin = cloud.person("admin@green-park.test");
        this.asha = cloud.person("asha@green-park.test");
    }

    void check() {
        people();
        cards();
        orders();
        money();
        stations();
        goesOn();
    }

    private void people() {
        assertThat(told(admin, "/students", "id", "name", "className", "rollNumber", "state"))
                .containsExactly(
                        "1 Anita Rao 5A 1 " + (has("people") ? "active" : "awaiting-consent"),
                        "2 Vikram Nair 5B 2 awaiting-consent",
                        "3 Zoya Khan 7C 3 left",
                        "4 Ira Sen 5B 2 awaiting-consent");
        assertThat(told(admin, "/students/2/guardians", "id", "mayOrder", "mayCollect"))
                .containsExactly("3 true false", "4 false true");
    }

    private void cards() {
        var cards =
                new ArrayList<>(
                        List.of(
                                "04A1B2C3D4E5F6 mifare active 1 2027-03-31",
                                "0A1B2C3D4E em4100 blocked 2 ",
                                "11223344 mifare " + (has("rfid") ? "expired  " : "registered  ")));
        if (has("longer-numbers")) {
            cards.add("E28011700000020A1B2C3D4E5F607182 epc registered  ");
        }
        assertThat(told(admin, "/cards", "uid", "type", "state", "student", "lastDay"))
                .containsExactlyElementsOf(cards);
    }

    private void orders() {
        assertThat(told(admin, "/orders?date=2026-06-29", "id", "student", "state", "totalPaise"))
                .containsExactly("1 1 delivered 4500", "2 2 cancelled 6000");
        var tomorrow = new ArrayList<>(List.of("4 confirmed 6000"));
        tomorrow.addFirst(has("orders") ? "3 cancelled 4500" : "3 pending_payment 4500");
        if (has("orders")) {
            tomorrow.add("7 pending_payment 9000");
        }
        assertThat(told(admin, "/orders?date=2026-07-02", "id", "state", "totalPaise"))
                .containsExactlyElementsOf(tomorrow);
        assertThat(told(admin, "/dishes", "name", "pricePaise", "diet"))
                .startsWith("Idli-Sambar (2) 4500 veg", "Crème Caramel 6000 egg");
        assertThat(told(admin, "/dishes?q=creme", "name")).containsExactly("Crème Caramel");
    }

    private void money() {
        assertThat(told(admin, "/refunds", "order", "amountPaise", "reference"))
                .containsExactly("2 6000 " + (has("money") ? "voucher 7" : ""));
        assertThat(SchoolFixture.balance(asha)).isEqualTo(has("ledger") ? 15500 : 0);
        assertThat(told(asha, "/v1/wallet/lines", "kind", "paise", "balanceAfterPaise"))
                .containsExactlyElementsOf(
                        has("ledger")
                                ? List.of("hold -4500 15500", "top-up 20000 20000")
                                : List.of());
    }

    private void stations() {
        assertThat(told(admin, "/stations", "id", "state", "committedSequence"))
                .containsExactly("counter-1 enrolled " + committed(), "counter-2 claimable ");
        assertThat(
                        admin.get(SCHOOL + "/stations/counter-1")
                                .expect(200)
                                .json()
                                .path("place")
                                .asText())
                .isEqualTo(has("rfid") ? "Ground floor, east" : "");
        assertThat(told(admin, "/deliveries?date=2026-06-29", "order", "student", "sequence"))
                .containsExactly("1 1 1");
        var taps = new ArrayList<>(List.of("1 delivered 1"));
        if (has("by-hand")) {
            taps.add("5 delivered 4");
        }
        if (has("rfid")) {
            taps.add(" refused ");
        }
        assertThat(
                        told(
                                admin,
                                "/taps?from=2026-06-29&to=2026-06-30",
                                "order",
                                "outcome",
                                "student"))
                .containsExactlyInAnyOrderElementsOf(taps);
    }

    /** Ids go on where they were, and money moves. */
    private void goesOn() {
        long child =
                admin.post(
                                SCHOOL + "/students",
                                "{'name':'New','className':'1A','rollNumber':'77'}")
                        .expect(201)
                        .id();
        assertThat(child).isEqualTo(5);
        long balance = SchoolFixture.balance(asha);
        SchoolFixture.topUp(asha, 1200);
        assertThat(SchoolFixture.balance(asha)).isEqualTo(balance + 1200);
    }

    private int committed() {
        if (has("rfid")) {
            return 7;
        }
        return has("by-hand") ? 6 : 3;
    }

    private boolean has(String other) {
        return release.rows().equals(other) || release.has(other);
    }

    /** The items of a list, each as these fields of it. */
    private static List<String> told(Web who, String path, String... fields) {
        var told = new ArrayList<String>();
        JsonNode items =
                who.get(path.startsWith("/v1/") ? path : SCHOOL + path)
                        .expect(200)
                        .json()
                        .path("items");
        for (JsonNode item : items) {
            var words = new ArrayList<String>();
            for (String field : fields) {
                words.add(item.path(field).asText());
            }
            told.add(String.join(" ", words));
        }
        return told;
    }
}

package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.Test;

import java.time.Instant;

/** Orders that are replaced and ordered again. */
abstract class OrderEditsOverHttp extends OrderLife {
    OrderEditsOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    @Test
    void replace_ofAnUnpaidOrderMovesThePortions() {
        Family family = family("edit-unpaid");
        long order = family.place(3, "").expect(201).id();
        JsonNode fresh = family.replace(order, 1, 2).expect(201).json();
        assertThat(fresh.path("replaces").asLong()).isEqualTo(order);
        assertThat(fresh.path("totalPaise").asLong()).isEqualTo(PRICE + 4_000);
        assertThat(fresh.path("state").asText()).isEqualTo("pending_payment");
        assertThat(family.state(order)).isEqualTo("cancelled");
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(18);
        assertThat(family.replace(order, 1, 0).code()).isEqualTo("order-state");
    }

    @Test
    void replace_ofAWalletOrderMovesTheDifferenceOnly() {
        Family family = family("edit-paid");
        topUp(family.parent(), 3 * PRICE);
        long order = family.paid(3); // the wallet is empty now
        assertThat(balance(family)).isZero();
        long fewer = family.replace(order, 2, 0).expect(201).id();
        assertThat(balance(family)).isEqualTo(PRICE);
        assertThat(family.state(fewer)).isEqualTo("confirmed");
        long more = family.replace(fewer, 1, 4).expect(201).id(); // 12,500 of 13,500
        assertThat(balance(family)).isEqualTo(3 * PRICE - 12_500);

        assertThat(family.replace(more, 5, 0).code()).isEqualTo("insufficient-funds");
        assertThat(family.state(more)).isEqualTo("confirmed");
        assertThat(balance(family)).isEqualTo(3 * PRICE - 12_500);
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(16);
        assertThat(
                        cloud.count(
                                "select count(*) from refunds_due where paid_back is not null and order_id in (%d, %d)"
                                        .formatted(order, fewer)))
                .isEqualTo(2);
    }

    @Test
    void replace_leavesWhatItCannotChange() {
        Family family = family("edit-refused");
        long cash = family.place(1, "").expect(201).id();
        school.pay(cash, PRICE).expect(201);
        assertThat(family.replace(cash, 2, 0).code()).isEqualTo("paid-at-office");
        assertThat(family.state(cash)).isEqualTo("confirmed");
        assertThat(family.replace(cash, 0, 6).code()).isEqualTo("over-limit");
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        assertThat(family.replace(cash, 0, 1).code()).isEqualTo("deadline-passed");
        clock.set(MORNING);
        assertThat(family("other-family").replace(cash, 1, 0).status()).isEqualTo(404);
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(20);
    }

    @Test
    void reorderAndFavourite_askTheRulesOfTheOtherDay() {
        Family family = family("again");
        long order = family.place(2, "").expect(201).id();
        String next = "2026-11-25";
        assertThat(reorder(family, order, "{\"date\":\"%s\"}".formatted(next)).code())
                .isEqualTo("no-menu");
        school.admin()
                .put(
                        school.path("/menus/%s/again".formatted(next)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        family.idli())
                .expect(200);
        long favourite =
                family.parent()
                        .with("Idempotency-Key", key())
                        .post("/v1/favourites", "{'name':'Two idlis','order':%d}", order)
                        .expect(201)
                        .id();
        JsonNode seen = family.parent().get("/v1/favourites").expect(200).json().at("/items/0");
        assertThat(seen.path("name").asText()).isEqualTo("Two idlis");
        long like = seen.at("/order/id").asLong();
        JsonNode again =
                reorder(family, like, "{\"date\":\"%s\"}".formatted(next)).expect(201).json();
        assertThat(again.path("totalPaise").asLong()).isEqualTo(2 * PRICE);
        assertThat(again.path("date").asText()).isEqualTo(next);

        Family stranger = family("stranger");
        assertThat(reorder(stranger, order, "{\"date\":\"%s\"}".formatted(next)).status())
                .isEqualTo(404);
        assertThat(
                        stranger.parent()
                                .with("Idempotency-Key", key())
                                .post("/v1/favourites", "{'name':'x','order':%d}", order)
                                .status())
                .isEqualTo(404);
        String path = "/v1/favourites/" + favourite;
        assertThat(stranger.parent().call("DELETE", path, "").status()).isEqualTo(404);
        family.parent().call("DELETE", path, "").expect(204);
        assertThat(family.parent().get("/v1/favourites").json().path("items")).isEmpty();
    }

    private static Web.Answer reorder(Family family, long order, String body) {
        return family.parent()
                .with("Idempotency-Key", key())
                .call("POST", "/v1/orders/%d/reorder".formatted(order), body);
    }
}

package com.hasivu.cloud.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.Test;

/**
 * Dishes a child must not eat, by its allergies and its diet: what the menu shows and what an order
 * is told.
 */
abstract class OrderSuitabilityOverHttp extends OrderLife {
    OrderSuitabilityOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    @Test
    void place_refusesADishTheChildMustNotEat() {
        Family family = family("allergen");
        school.admin()
                .call(
                        "PATCH",
                        school.path("/students/" + family.child()),
                        "{\"allergens\":[\"peanut\",\"milk\"]}")
                .expect(200);
        long chikki =
                school.admin()
                        .post(
                                school.path("/dishes"),
                                "{'name':'Chikki','pricePaise':1000,'diet':'veg','allergens':['peanut','sesame']}")
                        .expect(201)
                        .id();
        school.admin()
                .put(
                        school.path("/menus/%s/allergen".formatted(DAY)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5},{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        family.idli(),
                        chikki)
                .expect(200);
        var both = new Family("allergen", family.child(), family.parent(), family.idli(), chikki);
        Web.Answer refused =
                both.parent()
                        .with("Idempotency-Key", key())
                        .call(
                                "POST",
                                "/v1/orders",
                                "{\"student\":%d,\"date\":\"%s\",\"window\":\"allergen\",\"lines\":%s}"
                                        .formatted(both.child(), DAY, both.lines(1, 1)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("allergen-conflict");
        assertThat(refused.json().path("detail").asText())
                .contains("Chikki has peanut")
                .doesNotContain("sesame");
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/lines/1/dish");
        assertThat(left(both, 0)).isEqualTo(20);
        long plain = both.place(1, "").expect(201).id();
        assertThat(both.replace(plain, 0, 1).code()).isEqualTo("allergen-conflict");
        assertThat(both.state(plain)).isEqualTo("pending_payment");
    }
}

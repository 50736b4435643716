package com.hasivu.cloud.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dishes a child must not eat, by its allergies and its diet: what the menu shows and what an order
 * is told.
 */
abstract class OrderSuitabilityOverHttp extends OrderLife {
    OrderSuitabilityOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    /** The child's row, as the school writes it. */
    private void says(Family family, String more) {
        school.admin().call("PATCH", school.path("/students/" + family.child()), more).expect(200);
    }

    private Family with(Family family, String more) {
        long dish =
                school.admin()
                        .post(school.path("/dishes"), "{'pricePaise':1000,%s}".formatted(more))
                        .expect(201)
                        .id();
        school.admin()
                .put(
                        school.path("/menus/%s/%s".formatted(DAY, family.window())),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5},{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        family.idli(),
                        dish)
                .expect(200);
        return new Family(family.window(), family.child(), family.parent(), family.idli(), dish);
    }

    private static Web.Answer both(Family family) {
        return family.parent()
                .with("Idempotency-Key", key())
                .call(
                        "POST",
                        "/v1/orders",
                        "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":%s}"
                                .formatted(
                                        family.child(), DAY, family.window(), family.lines(1, 1)));
    }

    private JsonNode shown(Family family) {
        return family.parent()
                .get(
                        school.path(
                                "/menus?from=%s&to=%s&student=%d"
                                        .formatted(DAY, DAY, family.child())))
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(menu -> menu.path("window").asText().equals(family.window()))
                .findFirst()
                .orElseThrow()
                .path("items");
    }

    @Test
    void place_refusesADishTheChildMustNotEat() {
        Family family =
                with(
                        family("allergen"),
                        "'name':'Chikki','diet':'veg','allergens':['peanut','sesame']");
        says(family, "{\"allergens\":[\"peanut\",\"milk\"],\"diet\":\"jain\"}");
        Web.Answer refused = both(family);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("allergen-conflict"); // goes before the diet
        assertThat(refused.json().path("detail").asText())
                .contains("Chikki has peanut, and is veg and not for jain")
                .doesNotContain("sesame");
        says(family, "{\"diet\":\"veg\"}");
        refused = both(family);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/lines/1/dish");
        assertThat(left(family, 0)).isEqualTo(20);
        long plain = family.place(1, "").expect(201).id();
        assertThat(family.replace(plain, 0, 1).code()).isEqualTo("allergen-conflict");
        assertThat(family.state(plain)).isEqualTo("pending_payment");
    }

    @Test
    void place_refusesADishThatIsNotOfTheChildsDiet() {
        Family family = with(family("diet"), "'name':'Omelette','diet':'egg','allergens':['egg']");
        long before = both(family).expect(201).id(); // nobody has said how the child eats
        says(family, "{\"diet\":\"veg\"}");
        Web.Answer refused = both(family);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("diet-conflict");
        assertThat(refused.json().path("detail").asText())
                .contains("Omelette is egg and not for veg")
                .doesNotContain("Idli");
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/lines/1/dish");
        assertThat(refused.json().path("errors")).hasSize(1);
        assertThat(left(family, 0)).isEqualTo(19);

        long plain = family.place(1, "").expect(201).id();
        assertThat(family.replace(plain, 0, 1).code()).isEqualTo("diet-conflict");
        assertThat(family.state(plain)).isEqualTo("pending_payment");
        assertThat(
                        family.parent()
                                .with("Idempotency-Key", key())
                                .post(
                                        "/v1/orders/%d/reorder".formatted(before),
                                        "{'date':'%s'}",
                                        DAY)
                                .code())
                .isEqualTo("diet-conflict");

        says(family, "{\"diet\":\"egg\"}");
        both(family).expect(201);
    }

    @ParameterizedTest(name = "{0} child, {1} dish: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    veg     | 'diet':'vegan'                    |
                    veg     | 'diet':'veg','alsoFor':['jain']   |
                    veg     | 'diet':'non-veg'                  | is non-veg and not for veg
                    egg     | 'diet':'egg'                      |
                    egg     | 'diet':'non-veg'                  | is non-veg and not for egg
                    non-veg | 'diet':'egg'                      |
                    vegan   | 'diet':'veg'                      | is veg and not for vegan
                    vegan   | 'diet':'veg','alsoFor':['vegan']  |
                    jain    | 'diet':'veg','alsoFor':['satvik'] | is veg, satvik and not for jain
                    jain    | 'diet':'jain'                     |
                    """)
    void menu_saysInWordsWhatAnOrderWouldBeRefusedFor(String diet, String dish, String reason) {
        Family family = with(family(key()), "'name':'Dish',%s".formatted(dish));
        says(family, "{\"diet\":\"%s\"}".formatted(diet));
        JsonNode item = shown(family).get(1);
        assertThat(item.path("conflictingAllergens")).isEmpty();
        assertThat(item.path("conflictingDiet").asBoolean()).isEqualTo(reason != null);
        if (reason == null) {
            assertThat(item.path("unsuitable").isArray()).isTrue();
            assertThat(item.path("unsuitable")).isEmpty();
        } else {
            assertThat(item.path("unsuitable"))
                    .extracting(JsonNode::asText)
                    .containsExactly(reason);
        }
        String lines = "[{\"dish\":%d,\"quantity\":1}]".formatted(family.vada());
        Web.Answer answer =
                family.parent()
                        .with("Idempotency-Key", key())
                        .call(
                                "POST",
                                "/v1/orders",
                                "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":%s}"
                                        .formatted(family.child(), DAY, family.window(), lines));
        assertThat(answer.status()).isEqualTo(reason == null ? 201 : 422);
    }
}

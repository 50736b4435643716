package com.hasivu.cloud.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the gateway says of a payment by itself. The fields it may add are left alone: openapi.yaml,
 * schema GatewayEvent.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GatewayEvent(String event, Payload payload) {
    /** Money has come. Everything else that is said of a payment moves nothing. */
    static final String CAPTURED = "payment.captured";

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Payload(Part payment) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Part(Entity entity) {}

    /**
     * A payment.
     *
     * @param amount in paise
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entity(String id, @JsonProperty("order_id") String order, long amount) {}

    Entity entity() {
        return payload.payment().entity();
    }

    /** As the gateway writes it. The names hold nothing that JSON would escape. */
    static String text(String event, String payment, String order, long paise, long second) {
        return """
        {"entity":"event","event":"%s","contains":["payment"],"payload":{"payment":{"entity":\
        {"id":"%s","order_id":"%s","amount":%d,"currency":"INR"}}},"created_at":%d}\
        """
                .formatted(event, payment, order, paise, second);
    }
}

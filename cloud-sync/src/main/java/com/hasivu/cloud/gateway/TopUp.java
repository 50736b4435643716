package com.hasivu.cloud.gateway;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A wallet to be filled, or filled: openapi.yaml, schema TopUp. */
record TopUp(
        long id,
        long amountPaise,
        @Nullable String gatewayOrder,
        String state,
        boolean automatic,
        @Nullable String refusal,
        @Nullable String gatewayPayment,
        Instant created,
        @Nullable Instant credited) {}

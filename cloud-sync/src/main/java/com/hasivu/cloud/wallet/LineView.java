package com.hasivu.cloud.wallet;

import com.hasivu.cloud.ledger.StatementLine;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A line of a wallet: openapi.yaml, schema WalletLine. */
record LineView(
        long id,
        String kind,
        String reference,
        @Nullable Long order,
        @Nullable Long student,
        long paise,
        long balanceAfterPaise,
        Instant at) {
    static LineView of(StatementLine line) {
        return new LineView(
                line.transfer(),
                line.kind(),
                line.reference(),
                line.order().orElse(null),
                line.student().orElse(null),
                line.paise(),
                line.balanceAfterPaise(),
                line.made());
    }
}

package com.hasivu.cloud.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of a wallet's statement.
 *
 * @param transfer grows
 * @param paise plus for what came, minus for what left
 */
public record StatementLine(
        long transfer,
        String kind,
        String reference,
        Optional<Long> order,
        Optional<Long> student,
        long paise,
        long balanceAfterPaise,
        Instant made) {}

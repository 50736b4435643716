package com.hasivu.cloud.wallet;

import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.StatementLine;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A guardian's wallet, line by line. It stays: no name is in it, and money is never unwritten. */
public final class WalletData implements PersonalData {
    private final Ledger ledger;

    public WalletData(Ledger ledger) {
        this.ledger = ledger;
    }

    private record Line(
            String kind,
            String reference,
            @Nullable Long order,
            @Nullable Long student,
            long paise,
            long balanceAfterPaise,
            Instant at) {
        static Line of(StatementLine line) {
            return new Line(
                    line.kind(),
                    line.reference(),
                    line.order().orElse(null),
                    line.student().orElse(null),
                    line.paise(),
                    line.balanceAfterPaise(),
                    line.made());
        }
    }

    @Override
    public String part() {
        return "wallet";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Guardian(var school, var id)
                ? ledger
                        .statement(
                                tx, Account.wallet(school, id), Optional.empty(), Integer.MAX_VALUE)
                        .stream()
                        .map(Line::of)
                        .toList()
                : List.of();
    }

    /** Nobody could ask for the money any more. */
    @Override
    public Optional<String> obstacle(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Guardian(var school, var id)
                ? Optional.of(ledger.balance(tx, Account.wallet(school, id)))
                        .filter(paise -> paise > 0)
                        .map(
                                paise ->
                                        "the wallet holds %d paise; spend or pay them out first"
                                                .formatted(paise))
                : Optional.empty();
    }
}

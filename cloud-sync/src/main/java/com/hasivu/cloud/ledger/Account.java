package com.hasivu.cloud.ledger;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import java.util.Locale;

/**
 * A place where money is, at one school. It is made when it is first posted to.
 *
 * @param owner the guardian of a wallet; 0 for the school's own accounts
 */
public record Account(SchoolId school, Kind kind, long owner) {
    public Account {
        if (kind == Kind.WALLET ? owner < 1 : owner != 0) {
            throw new IllegalArgumentException(
                    "owner %d of a %s account; a wallet has a guardian, no other has one"
                            .formatted(owner, kind.label()));
        }
    }

    /** What an account holds. Money enters by cash and gateway: they stand at minus what came. */
    public enum Kind {
        /** A guardian's prepaid money. Never below zero. */
        WALLET,
        /** Wallet money put aside for an order that is not confirmed yet. */
        HELD,
        /** What the school earned with meals. */
        MEALS,
        /** Owed back for meals, not paid back yet. */
        REFUNDS_DUE,
        /** The cash desk of the school office. */
        CASH,
        /** What came through the payment gateway. */
        GATEWAY;

        /** As in the database, for example {@code refunds-due}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The guardian's wallet at the school. */
    public static Account wallet(SchoolId school, UserId guardian) {
        return new Account(school, Kind.WALLET, guardian.value());
    }

    /** One of the school's own. */
    public static Account of(SchoolId school, Kind kind) {
        return new Account(school, kind, 0);
    }

    /** Whether it has a kept balance that must not fall below zero. */
    boolean guarded() {
        return kind == Kind.WALLET;
    }
}

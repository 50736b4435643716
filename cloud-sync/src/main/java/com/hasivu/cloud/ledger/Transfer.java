package com.hasivu.cloud.ledger;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Money on its way between accounts of one school. This constructor is the one place that makes
 * sure that nothing appears or vanishes: the postings sum to zero.
 *
 * @param reference with {@code kind} the name of what happened, which is posted once
 * @param actor who did it, for example {@code user 7}
 * @param meal the meal the money was spent on, or comes back from
 */
public record Transfer(
        Kind kind, String reference, String actor, Optional<Meal> meal, List<Posting> postings) {
    public Transfer {
        postings = List.copyOf(postings);
        long sum = postings.stream().mapToLong(Posting::paise).reduce(0, Math::addExact);
        if (sum != 0) {
            throw new IllegalArgumentException(
                    "%s %s: the postings sum to %d paise, not to 0"
                            .formatted(kind, reference, sum));
        }
        var accounts = new HashSet<Account>();
        for (Posting posting : postings) {
            if (posting.paise() == 0 || !accounts.add(posting.account())) {
                throw new IllegalArgumentException(
                        "%s %s: %s is posted to twice, or 0 paise"
                                .formatted(kind, reference, posting.account()));
            }
            if (!posting.account().school().equals(postings.getFirst().account().school())) {
                throw new IllegalArgumentException(
                        "%s %s moves money between schools".formatted(kind, reference));
            }
        }
        if (postings.isEmpty()) {
            throw new IllegalArgumentException("%s %s moves nothing".formatted(kind, reference));
        }
    }

    /** What happened; with what its reference is. */
    public enum Kind {
        /** An order was paid at the office. By order. */
        CASH_PAYMENT,
        /** An order was paid from a wallet. By order. */
        WALLET_PAYMENT,
        /** Money for an order was put aside. By order. */
        HOLD,
        /** What was put aside paid its order. By order. */
        CAPTURE,
        /** What was put aside went back to its wallet. By order. */
        RELEASE,
        /** A wallet was filled. By payment of the gateway. */
        TOP_UP,
        /** Something is owed back. By refund. */
        REFUND_DUE,
        /** What is owed back was paid into the wallet. By refund. */
        REFUND,
        /** What is owed back was paid out at the office. By refund. */
        CASH_REFUND;

        /** As in the database and in answers, for example {@code cash-payment}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Money that comes to an account (plus) or leaves it (minus), in paise. */
    public record Posting(Account account, long paise) {}

    /**
     * What money is spent on.
     *
     * @param spentOn the school's day on which the wallet was charged; what comes back has the
     *     charge's day
     */
    public record Meal(OrderId order, StudentId student, LocalDate spentOn) {}

    /** Moves an amount of more than 0 paise. */
    public static Transfer move(
            Kind kind, String reference, String actor, Account from, Account to, long paise) {
        if (paise <= 0) {
            throw new IllegalArgumentException(
                    "%s %s moves %d paise; move more than 0".formatted(kind, reference, paise));
        }
        return new Transfer(
                kind,
                reference,
                actor,
                Optional.empty(),
                List.of(new Posting(from, -paise), new Posting(to, paise)));
    }

    /** The same, for a meal. */
    public Transfer spentOn(Meal meal) {
        return new Transfer(kind, reference, actor, Optional.of(meal), postings);
    }

    SchoolId school() {
        return postings.getFirst().account().school();
    }
}

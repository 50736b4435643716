package com.hasivu.cloud.books;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.List;

/**
 * The check of the money: postings that do not sum to zero, wallets that say something else, orders
 * that cost another amount than was taken, payments of a gateway that were credited twice, and
 * balances that are not what payments, refunds and top-ups add up to. Reads only; on a running
 * service one consistent state (PostgreSQL). Stateless.
 */
public final class Books {
    private Books() {}

    /**
     * What does not hold, the invariants in order.
     *
     * @param rows at most so many of each question; more than 0
     */
    public static List<Finding> check(DSLContext tx, int rows) {
        var findings = new ArrayList<Finding>();
        for (Question question : Questions.ALL) {
            tx.fetch("select * from (" + question.sql() + ") q fetch first " + rows + " rows only")
                    .getValues(0, String.class)
                    .forEach(row -> findings.add(new Finding(question.invariant(), row)));
        }
        return List.copyOf(findings);
    }

    /** A query whose every row is a sentence about what does not hold. */
    record Question(String invariant, String sql) {}
}

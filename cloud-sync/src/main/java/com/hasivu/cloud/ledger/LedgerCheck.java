package com.hasivu.cloud.ledger;

import org.jooq.DSLContext;

import java.util.List;
import java.util.stream.Stream;

/** Whether the ledger holds, by the rows alone: what the code promises is asked of the database. */
public final class LedgerCheck {
    private static final String UNBALANCED =
            """
            select concat('transfer ', cast(t.id as varchar(20)), ' sums to ', cast(coalesce(sum(p.amount_paise), 0) as varchar(20)))
            from ledger_transfers t left join ledger_postings p on p.transfer = t.id
            group by t.id
            having count(p.transfer) < 2 or sum(p.amount_paise) <> 0
            """;

    private static final String OTHER_BALANCE =
            """
            select concat('account ', cast(a.id as varchar(20)), ' says ', cast(a.balance_paise as varchar(20)))
            from ledger_accounts a left join ledger_postings p on p.account = a.id
            where a.balance_paise is not null
            group by a.id, a.balance_paise
            having a.balance_paise <> coalesce(sum(p.amount_paise), 0) or a.balance_paise < 0
            """;

    private LedgerCheck() {}

    /** Every transfer that does not sum to zero and every balance that is not its postings' sum. */
    public static List<String> faults(DSLContext tx) {
        return Stream.of(UNBALANCED, OTHER_BALANCE)
                .flatMap(sql -> tx.fetch(sql).getValues(0, String.class).stream())
                .toList();
    }
}

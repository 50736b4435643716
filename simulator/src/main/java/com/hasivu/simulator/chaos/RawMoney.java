package com.hasivu.simulator.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders, wallets and sagas as the rows say: none of the cloud's classes, none of its questions.
 * One thread.
 */
final class RawMoney implements AutoCloseable {
    /** What must give no row, by the sentence that is true then. */
    private static final Map<String, String> NOTHING = new LinkedHashMap<>();

    static {
        NOTHING.put(
                "every saga is completed or undone",
                "select definition || ' of ' || subject || ' is ' || state from sagas where state not in ('completed', 'undone')");
        NOTHING.put(
                "every transfer sums to zero",
                "select transfer::text from ledger_postings group by transfer having sum(amount_paise) <> 0");
        NOTHING.put(
                "no wallet was ever below zero",
                "select account::text from (select account, sum(amount_paise) over (partition by account order by transfer) s"
                        + " from ledger_postings where account in (select id from ledger_accounts where kind = 'wallet')) r where s < 0");
        NOTHING.put(
                "a wallet holds what its postings say",
                "select id::text from ledger_accounts a where kind = 'wallet' and balance_paise <>"
                        + " (select coalesce(sum(amount_paise), 0) from ledger_postings where account = a.id)");
        NOTHING.put(
                "nothing is put aside any more",
                "select sum(amount_paise)::text from ledger_postings where account in (select id from ledger_accounts where kind = 'held')"
                        + " having sum(amount_paise) <> 0");
        NOTHING.put(
                "an order costs its price or nothing",
                "select o.id || ' ' || o.state from orders o left join payments p on p.order_id = o.id"
                        + " left join (select order_id, sum(amount_paise) back from refunds_due where paid_back is not null group by order_id) r"
                        + " on r.order_id = o.id where coalesce(p.amount_paise, 0) - coalesce(r.back, 0) <>"
                        + " case when o.state = 'confirmed' then o.total_paise else 0 end");
        NOTHING.put(
                "what left a wallet for an order is its price or nothing",
                "select o.id || ' ' || o.state from orders o left join ledger_transfers t on t.order_id = o.id"
                        + " left join ledger_postings l on l.transfer = t.id and l.account in (select id from ledger_accounts where kind = 'wallet')"
                        + " group by o.id, o.state, o.total_paise having coalesce(-sum(l.amount_paise), 0) <>"
                        + " case when o.state = 'confirmed' then o.total_paise else 0 end");
        NOTHING.put(
                "every order has come to rest that was to be paid at once",
                "select o.id || ' ' || o.state from orders o join sagas s on s.definition = 'order-pay' and s.subject = o.id::text"
                        + " where (s.state = 'completed' and o.state not in ('confirmed', 'cancelled'))"
                        + " or (s.state = 'undone' and o.state not in ('cancelled', 'expired'))");
        NOTHING.put(
                "states only move forward",
                "select order_id || ': ' || from_state || ' -> ' || to_state from order_history where from_state is not null"
                        + " and (from_state, to_state) not in (('pending_payment', 'confirmed'), ('pending_payment', 'cancelled'),"
                        + " ('pending_payment', 'expired'), ('confirmed', 'cancelled'))");
        NOTHING.put(
                "an order's last move is its state, and each began where the one before ended",
                "select h.order_id::text from (select order_id, id, to_state, from_state, lag(to_state) over w as before,"
                        + " lead(id) over w as after from order_history window w as (partition by order_id order by id)) h"
                        + " join orders o on o.id = h.order_id where coalesce(h.before, '') <> coalesce(h.from_state, '')"
                        + " or (h.after is null and h.to_state <> o.state)");
        NOTHING.put(
                "portions are those nobody has",
                "select m.portions_left || ' left' from menu_items m where m.portions_left <> m.portions - (select coalesce(sum(l.quantity), 0)"
                        + " from order_lines l join orders o on o.id = l.order_id where l.dish = m.dish and o.state in ('pending_payment', 'confirmed'))");
        NOTHING.put(
                "one credit per payment of the gateway, and none without",
                "select u.id::text from top_ups u left join ledger_transfers t on t.kind = 'top-up' and t.reference = u.gateway_payment"
                        + " left join ledger_postings l on l.transfer = t.id and l.amount_paise > 0 group by u.id, u.credited, u.amount_paise"
                        + " having coalesce(sum(l.amount_paise), 0) <> case when u.credited is null then 0 else u.amount_paise end");
        NOTHING.put(
                "top-ups less charges and plus refunds are what the wallets hold",
                "select w::text || ' <> ' || d::text from (select (select coalesce(sum(balance_paise), 0) from ledger_accounts where kind = 'wallet') w,"
                        + " (select coalesce(sum(amount_paise), 0) from top_ups where credited is not null)"
                        + " - (select coalesce(sum(amount_paise), 0) from payments)"
                        + " + (select coalesce(sum(amount_paise), 0) from refunds_due where paid_back is not null) d) x where w <> d");
    }

    private final Connection connection;

    private RawMoney(Connection connection) {
        this.connection = connection;
    }

    static RawMoney open(String url) {
        try {
            return new RawMoney(DriverManager.getConnection(url));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the cloud's database " + url, e);
        }
    }

    /** What does not hold at rest. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        NOTHING.forEach(
                (sentence, sql) -> {
                    List<String> rows = rows(sql);
                    if (!rows.isEmpty()) {
                        faults.add("not so: %s: %s".formatted(sentence, rows));
                    }
                });
        return faults;
    }

    /** The sagas that have not ended, for example {@code order-pay running after step 1}. */
    List<String> open() {
        return rows(
                "select definition || ' ' || state || ' after step ' || step from sagas where state in ('running', 'undoing') order by id");
    }

    /** How many of a definition ended in this state. */
    long ended(String definition, String state) {
        return Long.parseLong(
                rows("select count(*)::text from sagas where definition = '%s' and state = '%s'"
                                .formatted(definition, state))
                        .getFirst());
    }

    private List<String> rows(String sql) {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next() && rows.size() < 10) {
                rows.add(result.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the checker's connection", e);
        }
    }
}

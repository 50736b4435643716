package com.hasivu.simulator.load;

import com.hasivu.simulator.check.Finding;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cloud's tables at rest against what the users were told, by SQL of our own. Each finding
 * names the first thing that is wrong.
 */
final class Books {
    private final Connection connection;
    private final LoadSchool school;

    Books(Connection connection, LoadSchool school) {
        this.connection = connection;
        this.school = school;
    }

    private record Row(
            long student,
            LocalDate day,
            String state,
            long paise,
            long dish,
            int quantity,
            long lines) {}

    List<Finding> check(List<User> users) throws SQLException {
        Map<Long, Row> rows = orders();
        return List.of(
                told(users, rows),
                notTold(users, rows),
                paid(),
                none(
                        "transfers sum to zero",
                        "select count(*) from ledger_transfers",
                        """
                        select concat('transfer ', cast(t.id as varchar(20)))
                        from ledger_transfers t left join ledger_postings p on p.transfer = t.id
                        group by t.id having count(p.transfer) < 2 or sum(p.amount_paise) <> 0
                        """),
                none(
                        "a wallet holds what was posted, never less than nothing",
                        "select count(*) from ledger_accounts where kind = 'wallet'",
                        """
                        select concat('account ', cast(a.id as varchar(20)))
                        from ledger_accounts a left join ledger_postings p on p.account = a.id
                        where a.balance_paise is not null group by a.id, a.balance_paise
                        having a.balance_paise <> coalesce(sum(p.amount_paise), 0) or a.balance_paise < 0
                        """),
                wallets(users),
                portions(),
                none(
                        "every saga has ended",
                        "select count(*) from sagas",
                        """
                        select concat(definition, ' ', subject, ' is ', state)
                        from sagas where state not in ('completed', 'undone')
                        """));
    }

    private Map<Long, Row> orders() throws SQLException {
        Map<Long, Row> rows = new HashMap<>();
        each(
                """
                select o.id, o.student, o.school_day, o.state, o.total_paise,
                  min(l.dish), sum(l.quantity), count(*)
                from orders o join order_lines l on l.order_id = o.id where o.school = ?
                group by o.id, o.student, o.school_day, o.state, o.total_paise
                """,
                row ->
                        rows.put(
                                row.getLong(1),
                                new Row(
                                        row.getLong(2),
                                        row.getDate(3).toLocalDate(),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getLong(6),
                                        row.getInt(7),
                                        row.getLong(8))),
                school.id());
        return rows;
    }

    private static Finding told(List<User> users, Map<Long, Row> rows) {
        long checked = 0;
        String wrong = "";
        for (User user : users) {
            for (Placed placed : user.placed()) {
                checked++;
                var wanted =
                        new Row(
                                placed.student(),
                                placed.day(),
                                placed.cancelled() ? "cancelled" : "confirmed",
                                placed.paise(),
                                placed.dish(),
                                placed.quantity(),
                                1);
                Row found = rows.get(placed.id());
                if (wrong.isEmpty() && !wanted.equals(found)) {
                    wrong =
                            "order %d is %s; the user was told %s"
                                    .formatted(placed.id(), found, wanted);
                }
            }
        }
        return new Finding("", "orders that users were told of are in the tables", checked, wrong);
    }

    private static Finding notTold(List<User> users, Map<Long, Row> rows) {
        Map<Long, Row> left = new HashMap<>(rows);
        users.forEach(user -> user.placed().forEach(placed -> left.remove(placed.id())));
        return new Finding(
                "",
                "no order is in the tables that no user was told of",
                rows.size(),
                left.isEmpty()
                        ? ""
                        : "%d such, the first %d"
                                .formatted(left.size(), left.keySet().iterator().next()));
    }

    private Finding paid() throws SQLException {
        return none(
                "an order is paid once if it stands, and not charged if it does not",
                "select count(*) from orders where school = '%s'".formatted(school.id()),
                """
                select concat('order ', cast(o.id as varchar(20)), ', ', o.state, ', charged ',
                  cast(coalesce(sum(-p.amount_paise), 0) as varchar(20)))
                from orders o
                left join ledger_transfers t on t.order_id = o.id
                left join ledger_accounts a on a.kind = 'wallet' and a.school = o.school
                  and a.owner = o.placed_by
                left join ledger_postings p on p.transfer = t.id and p.account = a.id
                where o.school = '%s'
                group by o.id, o.state, o.total_paise
                having coalesce(sum(-p.amount_paise), 0)
                  <> case when o.state = 'confirmed' then o.total_paise else 0 end
                """
                        .formatted(school.id()));
    }

    private Finding wallets(List<User> users) throws SQLException {
        Map<String, Long> balances = new HashMap<>();
        each(
                """
                select u.email, a.balance_paise from ledger_accounts a join users u on u.id = a.owner
                where a.kind = 'wallet' and a.school = ?
                """,
                row -> balances.put(row.getString(1), row.getLong(2)),
                school.id());
        String wrong = "";
        for (User user : users) {
            long is = balances.getOrDefault(user.account().email(), 0L);
            if (wrong.isEmpty() && is != user.expectedPaise()) {
                wrong =
                        "%s has %d paise; top-ups less orders are %d"
                                .formatted(user.account(), is, user.expectedPaise());
            }
        }
        return new Finding(
                "", "a wallet is its top-ups less the orders that stand", users.size(), wrong);
    }

    private Finding portions() throws SQLException {
        List<String> wrong = new ArrayList<>();
        long[] checked = {0};
        each(
                """
                select m.school_day, i.dish, i.portions - i.portions_left,
                  (select coalesce(sum(l.quantity), 0) from orders o
                   join order_lines l on l.order_id = o.id
                   where o.school = m.school and o.school_day = m.school_day
                     and o.window_id = m.window_id and l.dish = i.dish
                     and o.state not in ('cancelled', 'expired'))
                from daily_menus m join menu_items i on i.menu = m.id where m.school = ?
                """,
                row -> {
                    checked[0]++;
                    Date day = row.getDate(1);
                    if (row.getLong(3) != row.getLong(4)) {
                        wrong.add(
                                "%s, dish %d: %d portions taken, %d ordered"
                                        .formatted(
                                                day,
                                                row.getLong(2),
                                                row.getLong(3),
                                                row.getLong(4)));
                    }
                },
                school.id());
        return new Finding(
                "",
                "portions taken are portions of orders that stand",
                checked[0],
                wrong.isEmpty() ? "" : wrong.getFirst());
    }

    /** A query that names what is wrong. */
    private Finding none(String says, String count, String query) throws SQLException {
        long[] checked = {0};
        each(count, row -> checked[0] = row.getLong(1));
        List<String> wrong = new ArrayList<>();
        each(query, row -> wrong.add(row.getString(1)));
        return new Finding(
                "",
                says,
                checked[0],
                wrong.isEmpty()
                        ? ""
                        : "%d, the first: %s".formatted(wrong.size(), wrong.getFirst()));
    }

    private interface Reading {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Reading reading, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    reading.read(found);
                }
            }
        }
    }
}

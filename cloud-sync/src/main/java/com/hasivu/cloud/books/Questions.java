package com.hasivu.cloud.books;

import com.hasivu.cloud.books.Books.Question;

import java.util.List;

/** What is asked of the tables. Plain SQL that both databases take. */
final class Questions {
    /** A transfer moves nothing into nothing, within one school. */
    private static final String UNBALANCED =
            """
            select concat('transfer ', cast(t.id as varchar(20)), ' (', t.kind, ' ', t.reference, ') sums to ',
                cast(coalesce(sum(p.amount_paise), 0) as varchar(20)), ' paise over ', cast(count(p.transfer) as varchar(20)), ' postings')
            from ledger_transfers t left join ledger_postings p on p.transfer = t.id
            group by t.id, t.kind, t.reference
            having count(p.transfer) < 2 or sum(p.amount_paise) <> 0
            """;

    private static final String BETWEEN_SCHOOLS =
            """
            select concat('transfer ', cast(t.id as varchar(20)), ' of ', t.school, ' posts to account ',
                cast(a.id as varchar(20)), ' of ', a.school)
            from ledger_transfers t join ledger_postings p on p.transfer = t.id join ledger_accounts a on a.id = p.account
            where a.school <> t.school
            """;

    private static final String OTHER_BALANCE =
            """
            select concat('account ', cast(a.id as varchar(20)), ' (', a.kind, ' of ', cast(a.owner as varchar(20)), ' at ', a.school,
                ') says ', coalesce(cast(a.balance_paise as varchar(20)), 'nothing'), ' paise, its postings ',
                cast(coalesce(sum(p.amount_paise), 0) as varchar(20)))
            from ledger_accounts a left join ledger_postings p on p.account = a.id
            where a.balance_paise is not null or a.kind = 'wallet'
            group by a.id, a.kind, a.owner, a.school, a.balance_paise
            having a.balance_paise is null or a.balance_paise <> coalesce(sum(p.amount_paise), 0) or a.balance_paise < 0
            """;

    /** The balance told after each posting is that of the one before and the amount. */
    private static final String BROKEN_LINE =
            """
            select concat('account ', cast(r.account as varchar(20)), ' after transfer ', cast(r.transfer as varchar(20)), ' says ',
                coalesce(cast(r.told as varchar(20)), 'nothing'), ' paise, its postings until then ', cast(r.running as varchar(20)))
            from (select p.account as account, p.transfer as transfer, p.balance_after_paise as told,
                    sum(p.amount_paise) over (partition by p.account order by p.transfer) as running
                from ledger_postings p join ledger_accounts a on a.id = p.account where a.kind = 'wallet') r
            where r.told is null or r.told <> r.running or r.running < 0
            """;

    private static final String PAYMENT_NOT_POSTED =
            """
            select concat('payment ', cast(p.id as varchar(20)), ' of order ', cast(p.order_id as varchar(20)), ' is ',
                cast(p.amount_paise as varchar(20)), ' paise, posted are ', cast(coalesce(sum(l.amount_paise), 0) as varchar(20)))
            from payments p
            left join ledger_transfers t on t.kind in ('cash-payment', 'wallet-payment', 'capture')
                and t.reference = cast(p.order_id as varchar(20))
            left join (select l.transfer as transfer, l.amount_paise as amount_paise from ledger_postings l
                join ledger_accounts a on a.id = l.account where a.kind = 'meals') l on l.transfer = t.id
            group by p.id, p.order_id, p.amount_paise
            having p.amount_paise <> coalesce(sum(l.amount_paise), 0)
            """;

    private static final String POSTED_WITHOUT_PAYMENT =
            """
            select concat('transfer ', cast(t.id as varchar(20)), ' (', t.kind, ') pays order ', t.reference, ', which has no payment')
            from ledger_transfers t
            left join payments p on cast(p.order_id as varchar(20)) = t.reference
            where t.kind in ('cash-payment', 'wallet-payment', 'capture') and p.id is null
            """;

    /** Eaten or to be eaten: paid. Not paid in time: nothing taken. Cancelled: all given back. */
    private static final String NOT_THE_PRICE =
            """
            select concat('order ', cast(o.id as varchar(20)), ' is ', o.state, ' and costs ', cast(o.total_paise as varchar(20)),
                ' paise; paid ', coalesce(cast(p.amount_paise as varchar(20)), 'nothing'), ', given back or owed ',
                cast(coalesce(sum(r.amount_paise), 0) as varchar(20)))
            from orders o left join payments p on p.order_id = o.id left join refunds_due r on r.payment = p.id
            group by o.id, o.state, o.total_paise, p.id, p.amount_paise
            having (p.id is null and o.state in ('confirmed', 'preparing', 'ready', 'delivered', 'unclaimed'))
                or (p.id is not null and o.state in ('pending_payment', 'expired'))
                or (p.id is not null and p.amount_paise < o.total_paise)
                or (p.id is not null and p.amount_paise - coalesce(sum(r.amount_paise), 0) > o.total_paise)
                or (o.state = 'cancelled' and p.amount_paise <> coalesce(sum(r.amount_paise), 0))
                or p.amount_paise < coalesce(sum(r.amount_paise), 0)
            """;

    private static final String REFUND_NOT_POSTED =
            """
            select concat('refund ', cast(r.id as varchar(20)), ' of order ', cast(r.order_id as varchar(20)), ' is ',
                cast(r.amount_paise as varchar(20)), ' paise', case when r.paid_back is null then '' else ', paid back' end,
                '; still owed by the ledger are ', cast(coalesce(sum(l.amount_paise), 0) as varchar(20)))
            from refunds_due r
            left join ledger_transfers t on t.kind in ('refund-due', 'refund', 'cash-refund') and t.reference = cast(r.id as varchar(20))
            left join (select l.transfer as transfer, l.amount_paise as amount_paise from ledger_postings l
                join ledger_accounts a on a.id = l.account where a.kind = 'refunds-due') l on l.transfer = t.id
            group by r.id, r.order_id, r.amount_paise, r.paid_back
            having coalesce(sum(l.amount_paise), 0) <> case when r.paid_back is null then r.amount_paise else 0 end
            """;

    /** Money put aside is somewhere else once the work it was put aside for has ended. */
    private static final String STILL_HELD =
            """
            select concat('order ', t.reference, ' has ', cast(sum(l.amount_paise) as varchar(20)), ' paise put aside and nobody at work on it')
            from ledger_transfers t join ledger_postings l on l.transfer = t.id join ledger_accounts a on a.id = l.account
            where a.kind = 'held' and not exists (select 1 from sagas s
                where s.definition = 'order-pay' and s.subject = t.reference and s.state in ('running', 'undoing'))
            group by t.reference
            having sum(l.amount_paise) <> 0
            """;

    /** One credit per payment of the gateway, of the amount that was asked for. */
    private static final String CREDIT =
            """
            select concat('top-up ', cast(u.id as varchar(20)), ' of ', cast(u.amount_paise as varchar(20)), ' paise, payment ',
                coalesce(u.gateway_payment, 'none'), case when u.credited is null then ', not credited' else ', credited' end,
                '; its wallet got ', cast(coalesce(sum(l.amount_paise), 0) as varchar(20)))
            from top_ups u
            left join ledger_transfers t on t.kind = 'top-up' and t.reference = u.gateway_payment
            left join (select l.transfer as transfer, l.amount_paise as amount_paise, a.owner as owner, a.school as school
                from ledger_postings l join ledger_accounts a on a.id = l.account where a.kind = 'wallet') l
                on l.transfer = t.id and l.owner = u.guardian and l.school = u.school
            group by u.id, u.amount_paise, u.gateway_payment, u.credited
            having coalesce(sum(l.amount_paise), 0) <> case when u.credited is null then 0 else u.amount_paise end
                or (u.credited is null) <> (u.gateway_payment is null)
            """;

    private static final String CREDIT_WITHOUT_TOP_UP =
            """
            select concat('transfer ', cast(t.id as varchar(20)), ' credits payment ', t.reference, ', which ',
                cast(count(u.id) as varchar(20)), ' top-ups name')
            from ledger_transfers t left join top_ups u on u.gateway_payment = t.reference
            where t.kind = 'top-up'
            group by t.id, t.reference
            having count(u.id) <> 1
            """;

    /** By school, from payments, refunds and top-ups alone: what each account must hold. */
    private static final String SETTLEMENT =
            """
            select concat(b.school, ': ', b.what, ' hold ', cast(b.held as varchar(20)), ' paise; payments, refunds and top-ups say ',
                cast(b.due as varchar(20)))
            from (
                select s.id as school, 'wallets and what is put aside' as what,
                    (select coalesce(sum(p.amount_paise), 0) from ledger_postings p join ledger_accounts a on a.id = p.account
                        where a.school = s.id and a.kind in ('wallet', 'held')) as held,
                    (select coalesce(sum(u.amount_paise), 0) from top_ups u where u.school = s.id and u.credited is not null)
                    - (select coalesce(sum(p.amount_paise), 0) from payments p where p.school = s.id and p.method = 'wallet')
                    + (select coalesce(sum(r.amount_paise), 0) from refunds_due r
                        where r.school = s.id and not r.at_office and r.paid_back is not null) as due
                from schools s
                union all
                select s.id, 'gateway and cash desk',
                    (select coalesce(sum(p.amount_paise), 0) from ledger_postings p join ledger_accounts a on a.id = p.account
                        where a.school = s.id and a.kind in ('gateway', 'cash')),
                    (select coalesce(sum(r.amount_paise), 0) from refunds_due r
                        where r.school = s.id and r.at_office and r.paid_back is not null)
                    - (select coalesce(sum(u.amount_paise), 0) from top_ups u where u.school = s.id and u.credited is not null)
                    - (select coalesce(sum(p.amount_paise), 0) from payments p where p.school = s.id and p.method = 'cash')
                from schools s
                union all
                select s.id, 'meals',
                    (select coalesce(sum(p.amount_paise), 0) from ledger_postings p join ledger_accounts a on a.id = p.account
                        where a.school = s.id and a.kind = 'meals'),
                    (select coalesce(sum(p.amount_paise), 0) from payments p where p.school = s.id)
                    - (select coalesce(sum(r.amount_paise), 0) from refunds_due r where r.school = s.id)
                from schools s
            ) b
            where b.held <> b.due
            """;

    static final List<Question> ALL =
            List.of(
                    new Question("C1", UNBALANCED),
                    new Question("C1", BETWEEN_SCHOOLS),
                    new Question("C2", OTHER_BALANCE),
                    new Question("C2", BROKEN_LINE),
                    new Question("C3", PAYMENT_NOT_POSTED),
                    new Question("C3", POSTED_WITHOUT_PAYMENT),
                    new Question("C3", NOT_THE_PRICE),
                    new Question("C3", REFUND_NOT_POSTED),
                    new Question("C3", STILL_HELD),
                    new Question("C4", CREDIT),
                    new Question("C4", CREDIT_WITHOUT_TOP_UP),
                    new Question("C11", SETTLEMENT));

    private Questions() {}
}

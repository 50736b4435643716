package com.hasivu.cloud.wallet;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Posted;
import com.hasivu.cloud.ledger.Transfer;
import com.hasivu.cloud.ledger.Transfer.Kind;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Money in guardians' wallets. A charge holds the wallet's row first, so that limits and balance
 * are compared by one spender at a time. Thread-safe; every call runs in the caller's transaction.
 */
public final class Wallets {
    private final Ledger ledger;
    private final Schools schools;
    private final Limits limits = new Limits();
    private final List<SpentFrom> listeners = new CopyOnWriteArrayList<>();
    private final Clock clock;

    public Wallets(Ledger ledger, Schools schools, Clock clock) {
        this.ledger = ledger;
        this.schools = schools;
        this.clock = clock;
    }

    /** Tells a listener of what leaves a wallet, within its transaction. */
    public void onSpent(SpentFrom listener) {
        listeners.add(listener);
    }

    /** Pays an order at once. */
    public Charge pay(DSLContext tx, Purchase purchase) {
        return charge(tx, purchase, Kind.WALLET_PAYMENT, Account.Kind.MEALS);
    }

    /** Puts the money for an order aside. */
    public Charge hold(DSLContext tx, Purchase purchase) {
        return charge(tx, purchase, Kind.HOLD, Account.Kind.HELD);
    }

    /** What was put aside pays its order. Once, however often it is asked. */
    public void capture(DSLContext tx, Purchase purchase) {
        held(tx, purchase, Kind.CAPTURE, Account.of(purchase.school(), Account.Kind.MEALS));
    }

    /** What was put aside goes back; nothing when nothing was. Once, however often it is asked. */
    public void release(DSLContext tx, Purchase purchase) {
        if (meal(tx, purchase.order()).isPresent()) {
            held(tx, purchase, Kind.RELEASE, Account.wallet(purchase.school(), purchase.payer()));
        }
    }

    /** Pays a refund that is due into the wallet. Once, however often it is asked. */
    public void refund(DSLContext tx, Purchase purchase, long refund) {
        Transfer transfer =
                Transfer.move(
                        Kind.REFUND,
                        Long.toString(refund),
                        "refund",
                        Account.of(purchase.school(), Account.Kind.REFUNDS_DUE),
                        Account.wallet(purchase.school(), purchase.payer()),
                        purchase.paise());
        post(tx, meal(tx, purchase.order()).map(transfer::spentOn).orElse(transfer));
    }

    /**
     * Money came through the gateway.
     *
     * @param payment the gateway's name of it
     * @return false when it was credited before
     */
    public boolean topUp(
            DSLContext tx, SchoolId school, UserId guardian, String payment, long paise) {
        return ledger.post(
                        tx,
                        Transfer.move(
                                Kind.TOP_UP,
                                payment,
                                "user " + guardian,
                                Account.of(school, Account.Kind.GATEWAY),
                                Account.wallet(school, guardian),
                                paise))
                instanceof Posted.Done;
    }

    Limits limits() {
        return limits;
    }

    /** The school's day now. */
    public LocalDate today(DSLContext tx, SchoolId school) {
        return LocalDate.ofInstant(clock.instant(), schools.get(tx, school).zone());
    }

    private Charge charge(DSLContext tx, Purchase purchase, Kind kind, Account.Kind to) {
        Account wallet = Account.wallet(purchase.school(), purchase.payer());
        ledger.hold(tx, wallet);
        if (ledger.meal(tx, kind, reference(purchase)).isPresent()) {
            return new Charge.Done();
        }
        LocalDate today = today(tx, purchase.school());
        Optional<Charge> refusal = overLimit(tx, wallet, purchase, today);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Transfer transfer =
                Transfer.move(
                                kind,
                                reference(purchase),
                                "user " + purchase.payer(),
                                wallet,
                                Account.of(purchase.school(), to),
                                purchase.paise())
                        .spentOn(new Transfer.Meal(purchase.order(), purchase.student(), today));
        return switch (ledger.post(tx, transfer)) {
            case Posted.Done done -> {
                long left = ledger.balance(tx, wallet);
                listeners.forEach(
                        l -> l.spent(tx, purchase.school(), purchase.payer(), left, today));
                yield new Charge.Done();
            }
            case Posted.Before before -> new Charge.Done();
            case Posted.TooLittle(long balance) -> new Charge.TooLittle(balance, purchase.paise());
        };
    }

    private Optional<Charge> overLimit(
            DSLContext tx, Account wallet, Purchase purchase, LocalDate today) {
        Optional<Long> daily = limits.daily(tx, purchase.school(), purchase.payer());
        if (daily.isPresent()) {
            long spent = ledger.spent(tx, wallet, today, today);
            if (Math.addExact(spent, purchase.paise()) > daily.get()) {
                return Optional.of(new Charge.OverDailyLimit(daily.get(), spent));
            }
        }
        Optional<Long> budget = limits.budget(tx, purchase.payer(), purchase.student());
        if (budget.isPresent()) {
            long spent =
                    ledger.spentFor(
                            tx,
                            wallet,
                            purchase.student(),
                            today.withDayOfMonth(1),
                            today.with(TemporalAdjusters.lastDayOfMonth()));
            if (Math.addExact(spent, purchase.paise()) > budget.get()) {
                return Optional.of(new Charge.OverBudget(budget.get(), spent));
            }
        }
        return Optional.empty();
    }

    private void held(DSLContext tx, Purchase purchase, Kind kind, Account to) {
        Transfer transfer =
                Transfer.move(
                        kind,
                        reference(purchase),
                        "user " + purchase.payer(),
                        Account.of(purchase.school(), Account.Kind.HELD),
                        to,
                        purchase.paise());
        post(tx, meal(tx, purchase.order()).map(transfer::spentOn).orElseThrow());
    }

    /** Towards a wallet, or between accounts that may be anything: it cannot be too little. */
    private void post(DSLContext tx, Transfer transfer) {
        if (ledger.post(tx, transfer) instanceof Posted.TooLittle little) {
            throw new IllegalStateException("%s: %s".formatted(transfer, little));
        }
    }

    /** With the day on which the order's money left the wallet. */
    private Optional<Transfer.Meal> meal(DSLContext tx, OrderId order) {
        String reference = Long.toString(order.value());
        return ledger.meal(tx, Kind.WALLET_PAYMENT, reference)
                .or(() -> ledger.meal(tx, Kind.HOLD, reference));
    }

    private static String reference(Purchase purchase) {
        return Long.toString(purchase.order().value());
    }
}

package com.hasivu.simulator.chaos;

import com.hasivu.protocol.fault.FaultPoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a saga is doing, and at which of its points its node dies.
 *
 * @param point empty of meaning for {@link Path#ANYWHERE}, which dies at a random moment
 * @param arrival which time that point is reached
 */
record SagaStrike(Path path, FaultPoint point, int arrival) {
    private static final List<FaultPoint> POINTS =
            List.of(FaultPoint.SAGA_TAKEN, FaultPoint.SAGA_WRITTEN, FaultPoint.SAGA_COMMITTED);

    /** How a saga goes, and how many transactions of it reach the points. */
    enum Path {
        /** Charged, confirmed. */
        PAID(2),
        /** Not charged, as the wallet holds too little; the order released. */
        POOR(2),
        /** Cancelled by another node while it is paid: whoever is first. */
        CROSSED(3),
        /** A paid order is cancelled: paid back. */
        REFUND(1),
        /** Spending left too little: the wallet fills itself. */
        FILL(1),
        /** The saved payment method is refused. */
        REFUSED(2),
        /** Much at once, and a SIGKILL at a random moment. */
        ANYWHERE(0);

        private final int transactions;

        Path(int transactions) {
            this.transactions = transactions;
        }

        String label() {
            return "saga-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Every path at every point of every step, and as often at a random moment as at a step. */
    static List<SagaStrike> all() {
        List<SagaStrike> all = new ArrayList<>();
        for (Path path : Path.values()) {
            for (FaultPoint point : POINTS) {
                for (int i = 1; i <= Math.max(1, path.transactions); i++) {
                    all.add(new SagaStrike(path, point, i));
                }
            }
        }
        return all;
    }

    /** One of each path, for a short run. */
    static List<SagaStrike> quick(Random random) {
        List<SagaStrike> some = new ArrayList<>();
        for (Path path : Path.values()) {
            List<SagaStrike> its = new ArrayList<>(all());
            its.removeIf(strike -> strike.path() != path);
            some.add(its.get(random.nextInt(its.size())));
        }
        return some;
    }

    /** The rounds' strikes: all of them before one comes again, in another order each time. */
    static List<SagaStrike> shuffled(Random random) {
        List<SagaStrike> all = all();
        Collections.shuffle(all, random);
        return all;
    }

    String rule() {
        return "halt at %s:%d".formatted(point.label(), arrival);
    }
}

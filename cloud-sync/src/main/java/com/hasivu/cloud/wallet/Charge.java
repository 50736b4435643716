package com.hasivu.cloud.wallet;

/** What became of charging a wallet. On any but {@link Done} roll back. */
public sealed interface Charge {
    /** Charged, now or before. */
    record Done() implements Charge {}

    /** A refusal, with a stable code and a sentence for people. */
    sealed interface Refused extends Charge {
        String code();

        String why();
    }

    /** It holds less. */
    record TooLittle(long balancePaise, long paise) implements Refused {
        @Override
        public String code() {
            return "insufficient-funds";
        }

        @Override
        public String why() {
            return "the wallet holds %d paise, %d are needed; top it up"
                    .formatted(balancePaise, paise);
        }
    }

    /** More than the guardian allows a day. */
    record OverDailyLimit(long limitPaise, long spentPaise) implements Refused {
        @Override
        public String code() {
            return "over-daily-limit";
        }

        @Override
        public String why() {
            return "the wallet's daily limit is %d paise, %d are spent today"
                    .formatted(limitPaise, spentPaise);
        }
    }

    /** More than the guardian allows for this child a month. */
    record OverBudget(long budgetPaise, long spentPaise) implements Refused {
        @Override
        public String code() {
            return "over-budget";
        }

        @Override
        public String why() {
            return "the child's budget is %d paise a month, %d are spent"
                    .formatted(budgetPaise, spentPaise);
        }
    }
}

package com.hasivu.simulator.school;

/** The part a child plays at today's lunch, and the answer the counter owes to the first tap. */
public enum Part {
    /** Ordered and paid. */
    REGULAR("serve"),
    /** Nothing ordered. */
    NO_ORDER("NO_ORDER_TODAY"),
    /** Ordered, not paid. */
    UNPAID("NOT_PAID"),
    /** Ordered, paid and cancelled before lunch. */
    CANCELLED("ORDER_CANCELLED"),
    /** Ordered for the afternoon snack only. */
    SNACK_ONLY("NOT_IN_WINDOW"),
    /** Ordered a dish that holds what the child must not eat. */
    ALLERGIC("ALLERGEN_CONFLICT"),
    /** The school blocked the card. */
    BLOCKED("CARD_BLOCKED"),
    /** The parent reported the card lost. */
    LOST("CARD_LOST"),
    /** Card bound, never activated. */
    INACTIVE("CARD_INACTIVE"),
    /** The card's life is over. */
    EXPIRED("CARD_EXPIRED"),
    /** The child left the school. */
    LEFT_SCHOOL("STUDENT_INACTIVE"),
    /** A card nobody registered. */
    STRANGER("UNKNOWN_CARD"),
    /** Ordered and paid; the card is blocked by API in mid-lunch, before the child taps. */
    BLOCKED_IN_LUNCH("CARD_BLOCKED"),
    /** Ordered and paid; the order is cancelled by API in mid-lunch, before the child taps. */
    CANCELLED_IN_LUNCH("ORDER_CANCELLED");

    private final String firstAnswer;

    Part(String firstAnswer) {
        this.firstAnswer = firstAnswer;
    }

    /** {@code serve}, or the code of the refusal. */
    public String firstAnswer() {
        return firstAnswer;
    }

    /** Whether the child has an order for lunch when the counter opens. */
    public boolean ordersLunch() {
        return switch (this) {
            case NO_ORDER, SNACK_ONLY, STRANGER -> false;
            default -> true;
        };
    }

    /** Whether an order of this child is paid for. */
    public boolean pays() {
        return this != UNPAID && this != NO_ORDER && this != STRANGER;
    }
}

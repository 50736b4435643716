package com.hasivu.simulator.load;

/** What a person does, and how often: so many times of the sum of all weights. */
enum Operation {
    MENU("menu of a day", 30),
    OWN_ORDERS("own orders", 20),
    ORDER("one order", 14),
    WALLET("wallet", 12),
    STATEMENT("wallet statement", 5),
    PLACE("place an order, paid by wallet", 11),
    CANCEL("cancel an order", 3),
    KITCHEN("orders of a day (kitchen)", 2),
    DELIVERIES("deliveries of a day (office)", 2),
    SIGN_IN("sign in", 1),
    /** When the access token grows old. */
    REFRESH("refresh", 0),
    /** When the wallet is nearly empty. */
    TOP_UP("top up the wallet", 0);

    private final String label;
    private final int weight;

    Operation(String label, int weight) {
        this.label = label;
        this.weight = weight;
    }

    String label() {
        return label;
    }

    int weight() {
        return weight;
    }

    static int weights() {
        int sum = 0;
        for (Operation operation : values()) {
            sum += operation.weight;
        }
        return sum;
    }

    /** The operation at a place from 0 to below {@link #weights()}. */
    static Operation at(int place) {
        int left = place;
        for (Operation operation : values()) {
            left -= operation.weight;
            if (left < 0) {
                return operation;
            }
        }
        throw new IllegalArgumentException("no operation at " + place);
    }
}

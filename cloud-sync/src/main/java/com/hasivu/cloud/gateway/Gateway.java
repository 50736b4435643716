package com.hasivu.cloud.gateway;

import org.jooq.DSLContext;

import java.io.IOException;

/**
 * A payment gateway: another system. A call may be lost on its way there or back, so whatever makes
 * something carries a key, and may be asked again. The caller's transaction is given for the
 * sandbox, which keeps its books in our database; it never holds a row that others wait for.
 */
interface Gateway {
    /**
     * Asks for a payment: the gateway's name of the order to be paid.
     *
     * @param key the same key gets the same order
     * @throws IOException when it cannot be asked or does not answer
     */
    String createOrder(DSLContext tx, String key, long paise) throws IOException;

    /**
     * Lets a payer's method be charged without asking again: the name of that. Each call makes one.
     *
     * @throws IOException when it cannot be asked or does not answer
     */
    String saveToken(DSLContext tx) throws IOException;

    /**
     * Gives a saved method up, now or before; false when there is no such token.
     *
     * @throws IOException when it cannot be asked or does not answer
     */
    boolean revoke(DSLContext tx, String token) throws IOException;

    /**
     * Pays an order by a saved token. An order is paid once: again, the same payment.
     *
     * @throws IOException when it cannot be asked or does not answer
     */
    Charged charge(DSLContext tx, String token, String order) throws IOException;

    /** What became of charging a token. */
    sealed interface Charged {
        record Done(String payment) implements Charged {}

        record Declined(String why) implements Charged {}
    }
}

package com.hasivu.cloud.ledger;

/** What became of posting a transfer. */
public sealed interface Posted {
    /** It is posted. */
    record Done(long transfer) implements Posted {}

    /** It was posted before; nothing moved now. */
    record Before(long transfer) implements Posted {}

    /** A wallet holds less than would leave it: roll back. */
    record TooLittle(long balancePaise) implements Posted {}
}

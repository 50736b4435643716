package com.hasivu.simulator.load;

import java.time.LocalDate;

/**
 * An order a user was told to have.
 *
 * @param cancelled the user was told so
 */
record Placed(
        long id,
        long student,
        LocalDate day,
        long dish,
        int quantity,
        long paise,
        boolean cancelled) {
    Placed asCancelled() {
        return new Placed(id, student, day, dish, quantity, paise, true);
    }
}

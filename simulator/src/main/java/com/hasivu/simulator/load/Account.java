package com.hasivu.simulator.load;

import java.util.List;

/**
 * Somebody who signs in.
 *
 * @param children of a parent; nobody's for staff
 */
public record Account(String email, String password, List<Long> children) {
    @Override
    public String toString() {
        return email;
    }
}

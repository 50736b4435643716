package com.hasivu.cloud.mail;

import com.hasivu.cloud.observe.Trace;

import java.util.Optional;

/**
 * A mail that one worker has claimed.
 *
 * @param attempt 1 for the first; together with the id it names the claim
 * @param trace of the request that wrote it
 */
record Letter(
        long id,
        int attempt,
        String recipient,
        String subject,
        String text,
        Optional<Trace> trace) {
    @Override
    public String toString() {
        return "mail " + id;
    }
}

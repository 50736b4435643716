package com.hasivu.cloud.mail;

/**
 * A mail that one worker has claimed.
 *
 * @param attempt 1 for the first; together with the id it names the claim
 */
record Letter(long id, int attempt, String recipient, String subject, String text) {
    @Override
    public String toString() {
        return "mail " + id;
    }
}

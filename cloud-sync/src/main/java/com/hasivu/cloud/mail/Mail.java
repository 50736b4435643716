package com.hasivu.cloud.mail;

import java.time.Duration;

/**
 * A mail to be sent.
 *
 * @param recipient one bare address
 * @param subject one line
 * @param text plain, lines end with {@code \n}
 * @param secret the text is removed once the mail has gone, or is given up
 * @param goodFor after that nobody needs it any more
 */
public record Mail(
        String recipient, String subject, String text, boolean secret, Duration goodFor) {
    public Mail {
        if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a subject is one line");
        }
    }

    /** Kept out of logs. */
    @Override
    public String toString() {
        return "mail";
    }
}

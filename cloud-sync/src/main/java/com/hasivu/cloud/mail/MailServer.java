package com.hasivu.cloud.mail;

import java.time.Duration;

/**
 * Where mail is handed over.
 *
 * @param user empty: without signing in
 * @param from the sender's bare address
 * @param patience for the connection, and for each answer
 */
public record MailServer(
        String host,
        int port,
        Tls tls,
        String user,
        String password,
        String from,
        Duration patience) {
    /** How the connection is kept private. */
    public enum Tls {
        NONE,
        /** Plain at first; refused unless the server then changes to TLS (RFC 3207). */
        STARTTLS,
        /** TLS from the first byte (RFC 8314). */
        TLS
    }

    @Override
    public String toString() {
        return "mail server %s:%d".formatted(host, port);
    }
}

package com.hasivu.cloud.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A row of the log.
 *
 * @param actor who; absent when nobody was signed in
 * @param subject the path, with the id of what was made
 * @param fields the names of the body's fields, joined by comma
 * @param place in the chain, from 1; absent until it is sealed
 * @param hash SHA-256 in hex over the hash before it and this row: see {@link ChainHash}
 */
public record AuditEntry(
        long id,
        Instant made,
        @Nullable Long actor,
        @Nullable String role,
        @Nullable String school,
        String operation,
        String subject,
        String fields,
        String requestId,
        @Nullable String note,
        @Nullable Long place,
        @Nullable String hash) {}

package com.hasivu.edge.journal;

/**
 * A record that is on disk.
 *
 * @param id its name
 * @param hash its 32-byte chain hash
 */
public record Appended(RecordId id, byte[] hash) {}

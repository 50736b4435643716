package com.hasivu.edge.journal;

/**
 * Up to where the cloud has committed. Durable.
 *
 * @param sequence the last acknowledged record; 0 when none is
 * @param hash that record's chain hash, 32 bytes; the genesis hash when the sequence is 0
 */
public record Cursor(long sequence, byte[] hash) {}

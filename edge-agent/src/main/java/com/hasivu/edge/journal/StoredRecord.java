package com.hasivu.edge.journal;

/**
 * A record read back from disk; its checksum was found right.
 *
 * @param sequence from 1 on
 * @param type 1 to 255; 1 is a tap
 * @param payload the bytes that were appended
 * @param previousHash the chain hash of the record before, 32 bytes
 * @param hash this record's chain hash, 32 bytes
 */
public record StoredRecord(
        long sequence, int type, byte[] payload, byte[] previousHash, byte[] hash) {}

package com.hasivu.edge.journal;

/**
 * The name of a record within a station, for ever. docs/journal-format.md, section "Names".
 *
 * @param epoch random 64 bit, made when the journal was created
 * @param sequence 1, 2, 3 ... without gap in an epoch
 */
public record RecordId(long epoch, long sequence) {
    /** The epoch as 16 hex digits, as logs and the console show it. */
    public String epochHex() {
        return "%016x".formatted(epoch);
    }

    @Override
    public String toString() {
        return epochHex() + "/" + sequence;
    }
}

package com.hasivu.cloud.rfid;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.rfid.TapLog.Head;
import com.hasivu.protocol.wire.StationStatus;

import java.util.HexFormat;
import java.util.function.LongFunction;

/**
 * What a station's status tells of its journal, against what is committed. Pure but for {@code
 * stored}.
 */
sealed interface ToldChain {
    /** Nothing that the next batch would not tell. */
    record Fits() implements ToldChain {}

    /** More was acked than is committed: this database went back. Ask for the rest again. */
    record WeWentBack() implements ToldChain {}

    /** A hash at a committed record is another one: the same as a batch that does not fit. */
    record Parted(Verdict.Fork fork) implements ToldChain {}

    /**
     * Compares the two hashes a status tells, where records are committed.
     *
     * @param stored the committed hash, in hex, at a sequence at or below the head
     */
    static ToldChain of(StationStatus told, Head head, LongFunction<String> stored) {
        long acked = told.getAckedSequence();
        if (differs(acked, told.getAckedHash(), head, stored)) {
            return new Parted(new Verdict.Fork(acked, false));
        }
        long last = told.getLastSequence();
        if (differs(last, told.getLastHash(), head, stored)) {
            return new Parted(new Verdict.Fork(last, false));
        }
        return acked > head.last() && acked <= last ? new WeWentBack() : new Fits();
    }

    private static boolean differs(
            long sequence, ByteString hash, Head head, LongFunction<String> stored) {
        boolean comparable = sequence > 0 && sequence <= head.last() && !hash.isEmpty();
        return comparable
                && !HexFormat.of().formatHex(hash.toByteArray()).equals(stored.apply(sequence));
    }
}

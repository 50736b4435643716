package com.hasivu.reader.llrp;

import java.util.Optional;

/**
 * A time on the reader's clock. Source: LLRP 1.0.1, section 7.1.3: UTC where it has such a clock,
 * else the time since it was switched on.
 *
 * @param micros since 1970 or since power on
 */
record ReaderTime(boolean utc, long micros) {
    /** Empty if the two are of different clocks. */
    Optional<Boolean> isBefore(ReaderTime other) {
        return utc == other.utc
                ? Optional.of(Long.compareUnsigned(micros, other.micros) < 0)
                : Optional.empty();
    }
}

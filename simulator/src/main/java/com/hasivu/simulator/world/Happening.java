package com.hasivu.simulator.world;

import java.util.Locale;

/** What happened in a world, counted: in a long run every kind must. */
enum Happening {
    TAP,
    SERVED,
    REFUSED,
    RESHOWN,
    OUT_OF_SERVICE,
    NO_LIGHT,
    CARD_BLOCKED,
    ORDER_CANCELLED,
    LATE_ORDER,
    NEW_DAY,
    BOOT,
    SWITCHED_OFF,
    POWER_CUT,
    KILL,
    TORN_WRITE,
    BIT_FLIP,
    TORN_TAIL_CUT,
    FAILED_SYNC,
    FULL_DISK,
    SEGMENT_BEGUN,
    SEGMENT_TRIMMED,
    CLOCK_SET,
    LAMP_BROKEN,
    LINK_UP,
    LINK_CUT,
    HALF_OPEN,
    SILENT_LINK,
    OUTAGE,
    MESSAGE_LOST,
    MESSAGE_REPEATED,
    MESSAGE_REORDERED,
    BATCH_REPLAYED,
    BROKER_FORGOT,
    BATCH,
    ACK,
    DIED_BEFORE_COMMIT,
    DIED_BEHIND_COMMIT,
    DIED_BEHIND_ACK,
    DELIVERED,
    CONFLICT,
    SERVED_BY_HAND,
    TAKEN_BACK,
    CORRECTED,
    EPOCH_QUARANTINED,
    VERSION_MADE,
    FULL_SNAPSHOT,
    DELTA,
    FORGED_SNAPSHOT,
    FORGED_BATCH,
    OLD_DISK_RESTORED,
    JOURNAL_ENDED,
    EMPTY_DISK;

    /** For people and JSON. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

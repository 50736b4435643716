package com.hasivu.simulator.world;

import java.util.Locale;

/** What may go wrong. Each kind has dice of its own, so that one can be left out. */
enum Fault {
    POWER_CUT("a station loses power between any two effects: what was not synced may be gone"),
    KILL("a station's process dies, its disk cache stays"),
    TORN_WRITE("a write under way at a power cut lands in part"),
    BIT_FLIP("bits of a torn write land flipped"),
    FAILED_SYNC("a synced write fails; some of it is on disk, the cache shows all of it"),
    FULL_DISK("nothing can be created for a while"),
    CLOCK_SET("a station's wall clock jumps: a day back, to 1970, some minutes"),
    LAMP_BROKEN("the lamp fails once"),
    LINK_CUT("a connection is lost with what is on it"),
    HALF_OPEN("a connection is dead and neither side knows"),
    SILENT_LINK("nothing comes down any more, everything still goes up"),
    OUTAGE("a school is without network for long"),
    REPEAT("a message comes twice"),
    REORDER("a message is overtaken by later ones"),
    REPLAY("an old batch comes again much later"),
    BROKER_FORGETS("the broker restarts without its sessions and retained messages"),
    NODE_DIES("a cloud node dies before or behind a commit, or behind the ack"),
    FORGED_SNAPSHOT("somebody sends a snapshot that the cloud did not sign"),
    FORGED_BATCH("a station sends records in another station's name"),
    OLD_DISK("a station gets an old copy of its disk back"),
    LOST_DISK("a station gets an empty disk");

    private final String says;

    Fault(String says) {
        this.says = says;
    }

    String says() {
        return says;
    }

    /** As on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

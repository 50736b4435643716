package com.hasivu.cloud.rfid;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.util.Optional;

/** Which snapshot a school's stations should hold; told by whoever makes snapshots. */
public interface NewestSnapshot {
    /** The newest one, empty before the first. */
    Optional<Name> of(DSLContext tx, SchoolId school);

    /** Names a snapshot; {@code digest} in hex. */
    record Name(long version, String digest) {}
}

package com.hasivu.cloud.snapshots;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;

/** Cloud nodes at a desk's database. */
final class Nodes {
    private Nodes() {}

    /** One that knows nothing yet, as after a start. */
    static SchoolSnapshots at(Desk desk, SnapshotKey key, Publisher publisher) {
        return new SchoolSnapshots(
                Desk.SCHOOL,
                new SchoolSnapshots.Parts(
                        desk.database,
                        desk.schools,
                        desk.stations,
                        source(desk),
                        desk.outbox,
                        key,
                        publisher,
                        new Versions(),
                        desk.clock));
    }

    static SnapshotSource source(Desk desk) {
        return new SnapshotSource(desk.schools, desk.students, desk.cards, desk.orders);
    }
}

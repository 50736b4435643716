package com.hasivu.cloud.rfid;

import com.hasivu.cloud.db.Database;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.StationStatus;

/** Takes station statuses and Last Wills. */
public final class Heartbeats {
    private final Database database;
    private final Stations stations;

    public Heartbeats(Database database, Stations stations) {
        this.database = database;
        this.stations = stations;
    }

    /** Keeps the status. Blocks on the database. */
    public void receive(Topics.Address sender, StationStatus status) {
        database.transaction(
                tx -> {
                    stations.report(tx, sender.school(), sender.station(), status);
                    return true;
                });
    }
}

package com.hasivu.edge.remote;

import com.hasivu.edge.settings.StationSettings;

/** Who runs the station. Called on the remote thread; both return at once. */
public interface Host {
    /** Close the station and start it anew in this process, with this settings file. */
    void again(StationSettings file);

    /** End the process so that a new one is started. */
    void leave();
}

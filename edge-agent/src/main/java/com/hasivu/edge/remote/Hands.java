package com.hasivu.edge.remote;

import com.hasivu.protocol.wire.CommandResult;

import java.util.List;
import java.util.Optional;

/** What commands need of the running station. Called on the remote thread; each returns soon. */
public interface Hands {
    /** Makes a reader show itself; why it does not, or empty. */
    Optional<String> blink(String reader);

    /** Asks the cloud for the whole snapshot, and takes it though its version be the one held. */
    void refetchSnapshot();

    /** Whether a snapshot asked for so has not come yet. */
    boolean awaitsSnapshot();

    /** The cloud's clock; empty until the cloud has answered in this run. */
    Optional<Long> cloudMillis();

    /** Names of the readers that are not online. */
    List<String> readersDown();

    /** Sends a result when the link is up; one that is lost is asked for again. */
    void tell(CommandResult result);
}

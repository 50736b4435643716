package com.hasivu.cloud.broker;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.math.BigInteger;
import java.util.Optional;

/** Says whether a station may be connected now. Called from any thread; may ask the database. */
@FunctionalInterface
public interface StationGate {
    /**
     * A refusal.
     *
     * @param banned revoked: told to the station by a reason code of its own, as MQTT clients keep
     *     the code and lose the text
     * @param why the end of "the station is ..."
     */
    record Refusal(boolean banned, String why) {}

    /**
     * Why the station may not be connected with this certificate; empty when it may.
     *
     * @param serial of the certificate it showed, already checked against our authority
     */
    Optional<Refusal> refusal(SchoolId school, StationId station, BigInteger serial);
}

package com.hasivu.cloud.broker;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.math.BigInteger;
import java.util.Optional;

/** Says whether a station may be connected now. Called from any thread; may ask the database. */
@FunctionalInterface
public interface StationGate {
    /**
     * Why the station may not be connected with this certificate, as the end of "the station is
     * ..."; empty when it may.
     *
     * @param serial of the certificate it showed, already checked against our authority
     */
    Optional<String> refusal(SchoolId school, StationId station, BigInteger serial);
}

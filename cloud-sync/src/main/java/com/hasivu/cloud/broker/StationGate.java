package com.hasivu.cloud.broker;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.math.BigInteger;

/** Says whether a station may connect now. Called from any thread; may ask the database. */
@FunctionalInterface
public interface StationGate {
    /**
     * Whether the station is enrolled, not revoked, and this is its current certificate.
     *
     * @param serial of the certificate it showed, already checked against our authority
     */
    boolean admits(SchoolId school, StationId station, BigInteger serial);
}

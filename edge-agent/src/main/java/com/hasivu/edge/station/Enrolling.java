package com.hasivu.edge.station;

import com.hasivu.edge.identity.Enrolment;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityException;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.settings.StationSettings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Finds out who this station is: from its disk, else from the cloud by the claim code. */
public final class Enrolling {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolling.class);

    private Enrolling() {}

    /**
     * The identity of the state folder, enrolled now if need be. The caller holds the lock.
     *
     * @throws StationException with exit code 78 when there is neither identity nor usable code
     */
    static Identity identity(StateDir state, StationSettings settings) throws InterruptedException {
        Optional<Identity> saved = saved(state);
        if (saved.isPresent()) {
            if (settings.claimCode().isPresent()) {
                LOG.info("already enrolled; enroll.code is not used and can be removed");
            }
            if (saved.get().expired(Instant.now())) {
                LOG.error(
                        "this station's certificate ended on {}: it serves, but the cloud will not"
                                + " have it; enrol it anew",
                        saved.get().certificate().getNotAfter().toInstant());
            }
            return saved.get();
        }
        if (settings.claimCode().isEmpty()) {
            throw StationException.notEnrolled(state);
        }
        return enrol(state, settings.cloudUrl().orElseThrow(), settings.claimCode().get());
    }

    /**
     * The saved identity; empty when not enrolled.
     *
     * @throws StationException if there is one and it cannot be used
     */
    public static Optional<Identity> saved(StateDir state) {
        try {
            return new IdentityStore(state.identity()).load();
        } catch (IdentityException e) {
            throw new StationException(String.valueOf(e.getMessage()), 1, e);
        }
    }

    /**
     * Enrols. The caller holds the lock.
     *
     * @throws StationException if it does not work out
     */
    public static Identity enrol(StateDir state, URI cloud, String code)
            throws InterruptedException {
        LOG.info("enrolling at {}", cloud);
        try {
            Enrolment enrolment =
                    new Enrolment(
                            cloud, new IdentityStore(state.identity()), Enrolment.Tries.DEFAULT);
            return switch (enrolment.enrol(code)) {
                case Enrolment.Outcome.Enrolled(var identity) -> {
                    LOG.info(
                            "enrolled as station {} of school {}",
                            identity.station(),
                            identity.school());
                    yield identity;
                }
                case Enrolment.Outcome.Refused(var why) ->
                        throw new StationException(why, StationException.BAD_SETTINGS);
                case Enrolment.Outcome.Unavailable(var why) -> throw new StationException(why, 1);
                case Enrolment.Outcome.Unusable(var why) -> throw new StationException(why, 1);
            };
        } catch (IdentityException e) {
            throw new StationException(String.valueOf(e.getMessage()), 1, e);
        }
    }
}

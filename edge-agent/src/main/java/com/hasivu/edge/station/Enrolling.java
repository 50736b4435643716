package com.hasivu.edge.station;

import com.hasivu.edge.identity.Enrolment;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityException;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.protocol.StationKeyFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            new IdentityStore(state.identity()).adopt();
            if (settings.claimCode().isPresent()) {
                LOG.info("already enrolled; enroll.code is not used and can be removed");
            }
            if (saved.get().expired(Instant.now())) {
                LOG.error(
                        "this station's certificate ended on {}: it serves, but the cloud will not"
                                + " have it; let the office re-open the station, then run"
                                + " 'hasivu-edge enroll' with the new claim code",
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

    /** Whether the identity that is there came of this claim code: nothing is left to do. */
    public static boolean enrolledBy(StateDir state, String code) {
        return new IdentityStore(state.identity()).enrolledBy(code);
    }

    /**
     * Enrols, for the first time or anew. The caller holds the lock.
     *
     * @throws StationException if it does not work out; an identity that was there is still there
     */
    public static Identity enrol(StateDir state, URI cloud, String code)
            throws InterruptedException {
        return enrol(state, cloud, enrolment -> enrolment.enrol(code));
    }

    /**
     * Reads a key file.
     *
     * @throws StationException with exit code 78 if it cannot be used, naming it and the fix
     */
    public static StationKeyFile keyFile(Path file) {
        try {
            if (Files.size(file) > StationKeyFile.MAX_CHARS) {
                throw new StationException(
                        "%s is too long for a key file; is it the right one?".formatted(file),
                        StationException.BAD_SETTINGS);
            }
            return StationKeyFile.read(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new StationException(
                    "%s cannot be read: %s; is the USB stick mounted?".formatted(file, e),
                    StationException.BAD_SETTINGS,
                    e);
        } catch (StationKeyFile.UnusableException e) {
            throw new StationException(
                    "%s %s".formatted(file, e.getMessage()), StationException.BAD_SETTINGS, e);
        }
    }

    /** Like {@link #enrol(StateDir, URI, String)}, by what a key file says. */
    public static Identity enrol(StateDir state, StationKeyFile file) throws InterruptedException {
        Optional<Identity> saved = saved(state);
        if (saved.isPresent()
                && !(saved.get().school().equals(file.school())
                        && saved.get().station().equals(file.station()))) {
            throw new StationException(
                    "the key file is for station %s of school %s, this state folder is that of station %s of school %s; use the right file, or a state-dir of its own"
                            .formatted(
                                    file.station(),
                                    file.school(),
                                    saved.get().station(),
                                    saved.get().school()),
                    StationException.BAD_SETTINGS);
        }
        if (Instant.now().isAfter(file.expires())) {
            throw new StationException(
                    "the key file ended on %s, this clock says %s; ask the office for a new one, or set the clock"
                            .formatted(file.expires(), Instant.now()),
                    StationException.BAD_SETTINGS);
        }
        return enrol(state, file.cloud(), enrolment -> enrolment.enrol(file));
    }

    private interface Asking {
        Enrolment.Outcome with(Enrolment enrolment) throws InterruptedException;
    }

    private static Identity enrol(StateDir state, URI cloud, Asking asking)
            throws InterruptedException {
        LOG.info("enrolling at {}", cloud);
        try {
            Enrolment enrolment =
                    new Enrolment(
                            cloud, new IdentityStore(state.identity()), Enrolment.Tries.DEFAULT);
            return switch (asking.with(enrolment)) {
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

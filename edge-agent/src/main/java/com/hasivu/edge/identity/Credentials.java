package com.hasivu.edge.identity;

import com.google.protobuf.ByteString;
import com.hasivu.edge.identity.EnrolmentAnswer.MalformedException;
import com.hasivu.protocol.RenewalProof;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the station shows at its next connection, and its renewal: docs/wire-protocol.md, "Renewal".
 * Two slots: the one in use, and beside it a newer one from its key's birth until the cloud has
 * seen it in use. A connection that fails with one is tried with the other next, so whatever was
 * lost, at a crash or on the wire, one of the two is let in.
 *
 * <p>Thread-safe. {@link #ask} and {@link #heard} may write to disk.
 */
public final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private final IdentityStore store;
    private final Supplier<Optional<Instant>> cloudNow;
    private final Supplier<Instant> wallNow;
    private final LongSupplier monotonicMillis;

    private Slot old;
    private Optional<Slot> newer = Optional.empty();
    private Slot shown;
    private boolean tryNewer;
    private long askAt;
    private int tries;
    private String refusal = "";
    private Optional<Instant> refusedSince = Optional.empty();
    private String renewalProblem = "";

    /** What to do about a notice. */
    public enum Heard {
        /** Nothing. */
        NOTHING,
        /** Connect anew: there is a newer certificate to try. */
        CONNECT_ANEW
    }

    /**
     * The credentials of an enrolled station.
     *
     * @param cloudNow the cloud's time, once it is known
     * @param wallNow this computer's clock, perhaps wrong
     * @throws IdentityException if there is no usable identity
     */
    public Credentials(
            IdentityStore store,
            Supplier<Optional<Instant>> cloudNow,
            Supplier<Instant> wallNow,
            LongSupplier monotonicMillis) {
        this.store = store;
        this.cloudNow = cloudNow;
        this.wallNow = wallNow;
        this.monotonicMillis = monotonicMillis;
        List<Slot> slots = store.slots();
        List<Slot> whole = slots.stream().filter(Slot::complete).toList();
        if (whole.isEmpty()) {
            throw new IdentityException("the station is not enrolled; enrol it");
        }
        this.old = whole.getLast();
        this.newer =
                slots.stream()
                        .filter(slot -> slot.name() != old.name())
                        .filter(slot -> slot.complete() || slot.claim().isEmpty())
                        .findFirst();
        this.tryNewer = newer.filter(Slot::complete).isPresent();
        this.shown = tryNewer ? newer.orElseThrow() : old;
        this.askAt = monotonicMillis.getAsLong();
    }

    /** What to show at the next connection. */
    public synchronized Identity next() {
        shown = tryNewer && newer.isPresent() ? newer.get() : old;
        return shown.identity().orElseThrow();
    }

    /** The connection is up. */
    public synchronized void connected() {
        if (!refusal.isEmpty()) {
            LOG.info("the cloud lets this station in again");
        }
        refusal = "";
        refusedSince = Optional.empty();
        if (shown != old) {
            askAt = monotonicMillis.getAsLong(); // tell at once that the newer one works
        }
    }

    /**
     * There is no connection with what {@link #next} gave.
     *
     * @param refused the broker will not have it
     */
    public synchronized void failed(boolean refused, String why) {
        boolean other = newer.filter(Slot::complete).isPresent();
        if (other) {
            tryNewer = shown == old;
        }
        if (refused && refusedSince.isEmpty()) {
            refusedSince = Optional.of(now());
        }
        refusal = refused ? why : "";
        if (!refused) {
            refusedSince = Optional.empty();
        }
        if (other && shown != old) {
            LOG.warn("the renewed certificate does not connect: {}; trying the old one", why);
            askAt = monotonicMillis.getAsLong() + gap().toMillis();
            tries++;
        }
    }

    /** What to ask the cloud on this connection now, if anything. Look often; it costs nothing. */
    public synchronized Optional<RenewalRequest> ask() {
        if (monotonicMillis.getAsLong() < askAt) {
            return Optional.empty();
        }
        boolean due =
                cloudNow.get()
                        .filter(now -> !now.isBefore(RenewalRule.due(identity(old))))
                        .isPresent();
        if (shown == old && !due) {
            return Optional.empty();
        }
        if (newer.isEmpty()) {
            newer = Optional.of(store.forRenewal());
            LOG.info(
                    "certificate ends on {}: asking for the next one",
                    identity(old).certificate().getNotAfter().toInstant());
        }
        askAt = monotonicMillis.getAsLong() + gap().toMillis();
        tries++;
        return Optional.of(request(newer.get()));
    }

    private RenewalRequest request(Slot wanted) {
        Identity current = identity(shown);
        Topics station = new Topics(current.school(), current.station());
        byte[] serial = RenewalProof.serial(current.certificate().getSerialNumber());
        byte[] key = wanted.keys().publicKey().getEncoded();
        try {
            return RenewalRequest.newBuilder()
                    .setPublicKey(ByteString.copyFrom(key))
                    .setProof(
                            ByteString.copyFrom(
                                    RenewalProof.sign(
                                            wanted.keys().privateKey(), station, serial, key)))
                    .setCertificateSerial(ByteString.copyFrom(serial))
                    .setCertificateProof(
                            ByteString.copyFrom(
                                    RenewalProof.sign(
                                            shown.keys().privateKey(), station, serial, key)))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key signs with SHA256withECDSA", e);
        }
    }

    /**
     * The cloud's answer. One for another key, or that cannot be used, changes nothing.
     *
     * @param shownThere what {@link #next} gave for the connection it came on
     */
    public synchronized Heard heard(Identity shownThere, CertificateNotice notice) {
        if (newer.isEmpty() || !newer.get().keys().hasSha256(notice.getForPublicKeySha256())) {
            return Heard.NOTHING; // late
        }
        if (!notice.getRefused().isEmpty()) {
            problem(notice.getRefused());
            return Heard.NOTHING;
        }
        Slot given;
        try {
            given = newer.get().renewed(old, certificate(notice));
        } catch (MalformedException | GeneralSecurityException e) {
            problem("its answer cannot be used: " + e.getMessage());
            return Heard.NOTHING;
        }
        renewalProblem = "";
        if (newer.get().identity().filter(it -> it == shownThere).isPresent()) {
            adopt(newer.get());
            return Heard.NOTHING;
        }
        store.save(given);
        newer = Optional.of(given);
        tryNewer = true;
        return Heard.CONNECT_ANEW;
    }

    /** The cloud has seen the newer one in use, and refuses the old one from now on. */
    private void adopt(Slot works) {
        store.drop(old.name());
        old = works;
        newer = Optional.empty();
        tryNewer = false;
        tries = 0;
        LOG.info(
                "certificate renewed: slot {}, until {}",
                old.name().label(),
                identity(old).certificate().getNotAfter().toInstant());
    }

    private X509Certificate certificate(CertificateNotice notice)
            throws GeneralSecurityException, MalformedException {
        X509Certificate authority = identity(old).authority();
        if (!notice.getAuthority().equals(ByteString.copyFrom(authority.getEncoded()))) {
            throw new MalformedException("it is of another authority; enrol the station anew");
        }
        return Pem.fromDer(notice.getCertificate().toByteArray());
    }

    private void problem(String why) {
        if (!why.equals(renewalProblem)) {
            LOG.warn("no renewed certificate: {}; the present one stays, asking again later", why);
        }
        renewalProblem = why;
    }

    /** How the station stands. */
    public synchronized Standing standing() {
        Identity identity = identity(shown);
        return new Standing(
                identity,
                shown.name().label(),
                RenewalRule.due(identity),
                newer.isPresent(),
                refusal,
                refusedSince,
                renewalProblem,
                now());
    }

    /** Whether what was shown last has expired, by the best clock there is. */
    public synchronized boolean expired() {
        return identity(shown).expired(now());
    }

    private Duration gap() {
        return RenewalRule.gap(identity(old), tries);
    }

    private Instant now() {
        return cloudNow.get().orElseGet(wallNow);
    }

    private static Identity identity(Slot slot) {
        return slot.identity().orElseThrow();
    }
}

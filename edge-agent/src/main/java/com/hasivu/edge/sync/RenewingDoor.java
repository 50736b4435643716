package com.hasivu.edge.sync;

import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityException;
import com.hasivu.edge.identity.Tls;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;
import com.hasivu.protocol.wire.StationRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

/**
 * Opens links with the credentials of the moment and renews these over the links it opened; sync
 * itself knows nothing of it. A request rides behind any publication, of which there is one every
 * 10 s at least. An answer is saved on a thread of its own, as the client's must not wait for the
 * disk; a new certificate ends the link, and the next one shows it.
 */
final class RenewingDoor implements MqttLink.Door {
    private static final Logger LOG = LoggerFactory.getLogger(RenewingDoor.class);

    private final Credentials credentials;
    private final Topics topics;
    private final Function<SSLContext, MqttLink.Door> doors;

    RenewingDoor(
            Credentials credentials, Topics topics, Function<SSLContext, MqttLink.Door> doors) {
        this.credentials = credentials;
        this.topics = topics;
        this.doors = doors;
    }

    @Override
    public MqttLink open(byte[] will, MqttLink.Ear ear) throws LinkException, InterruptedException {
        Identity shown = credentials.next();
        try {
            MqttLink link = doors.apply(Tls.context(shown)).open(will, new Listening(shown, ear));
            credentials.connected();
            return new Asking(link);
        } catch (LinkException e) {
            String why = String.valueOf(e.getMessage());
            boolean refused = e.refused() || credentials.expired();
            credentials.failed(e.refused(), why);
            throw refused ? new LinkException(why, true, e) : e; // seldom again
        } catch (IdentityException e) {
            credentials.failed(false, String.valueOf(e.getMessage()));
            throw new LinkException(String.valueOf(e.getMessage()), true, e);
        }
    }

    /** Adds what is to be asked to what is said. */
    private final class Asking implements MqttLink {
        private final MqttLink link;

        Asking(MqttLink link) {
            this.link = link;
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, boolean retained)
                throws LinkException, InterruptedException {
            link.publish(topic, payload, qos, retained);
            Optional<RenewalRequest> request;
            try {
                request = credentials.ask();
            } catch (IdentityException e) {
                LOG.error("cannot renew the certificate: {}; serving goes on", e.getMessage());
                return;
            }
            if (request.isPresent()) {
                StationRequest ask = StationRequest.newBuilder().setRenewal(request.get()).build();
                link.publish(topics.requests(), Wire.seal(ask), 1, false);
            }
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /**
     * Takes the answers out of what comes down. One answer at a time; another is asked for again.
     */
    private final class Listening implements MqttLink.Ear {
        private final Identity shown;
        private final MqttLink.Ear ear;
        private final AtomicBoolean busy = new AtomicBoolean();

        Listening(Identity shown, MqttLink.Ear ear) {
            this.shown = shown;
            this.ear = ear;
        }

        @Override
        public void arrived(String topic, byte[] payload) {
            if (!topic.equals(topics.certificate())) {
                ear.arrived(topic, payload);
            } else if (busy.compareAndSet(false, true)) {
                Thread.ofPlatform().daemon().name("renewal").start(() -> hear(payload));
            }
        }

        private void hear(byte[] payload) {
            try {
                CertificateNotice notice = Wire.open(payload, CertificateNotice.parser());
                if (credentials.heard(shown, notice) == Credentials.Heard.CONNECT_ANEW) {
                    ear.lost("connecting anew with the renewed certificate");
                }
            } catch (WireException e) {
                LOG.warn("dropped a certificate: {}; nothing changed", e.getMessage());
            } catch (IdentityException e) {
                LOG.error("renewed certificate not saved: {}; asking again", e.getMessage());
            } finally {
                busy.set(false);
            }
        }

        @Override
        public void lost(String why) {
            ear.lost(why);
        }
    }
}

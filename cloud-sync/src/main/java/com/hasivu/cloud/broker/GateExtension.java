package com.hasivu.cloud.broker;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.session.ClientService;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who may connect, and to which topics. A station is who its certificate says: the client id must
 * repeat it, and the database must still know it. The TLS listener has checked the chain before.
 */
final class GateExtension implements ExtensionMain {
    /** Name of the loopback listener, and the user name on it. */
    static final String CLOUD = "cloud";

    /** Name of the stations' listener. */
    static final String STATIONS = "stations";

    private static final Logger LOG = LoggerFactory.getLogger(GateExtension.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StationGate stations;
    private final byte[] cloudPassword;

    /** With which certificate each station was let in last; some have left since. */
    private final Map<Topics, BigInteger> admitted = new ConcurrentHashMap<>();

    private volatile @Nullable ClientService clients;

    GateExtension(StationGate stations, String cloudPassword) {
        this.stations = stations;
        this.cloudPassword = cloudPassword.getBytes(StandardCharsets.US_ASCII);
    }

    static String clientId(Topics station) {
        return station.school() + "/" + station.station();
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        clients = Services.clientService();
        SimpleAuthenticator authenticator = this::authenticate;
        Services.securityRegistry().setAuthenticatorProvider(who -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

    void disconnect(String clientId) {
        ClientService service = clients;
        if (service != null) {
            var unused =
                    service.disconnectClient(clientId)
                            .whenComplete(
                                    (ended, failure) -> {
                                        if (failure != null) {
                                            LOG.warn("cannot disconnect {}", clientId, failure);
                                        }
                                    });
        }
    }

    /**
     * Ends the connection of every station that would not be let in any more: revoked by another
     * node, or its certificate has expired meanwhile. What cannot be asked now is asked next time.
     */
    void sweep() {
        admitted.forEach(
                (station, serial) -> {
                    Optional<StationGate.Refusal> refusal =
                            stations.refusal(station.school(), station.station(), serial);
                    if (refusal.isPresent() && admitted.remove(station, serial)) {
                        LOG.info(
                                "{} is cut off if connected: {}",
                                clientId(station),
                                refusal.get().why());
                        disconnect(clientId(station));
                    }
                });
    }

    private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
        String listener =
                input.getConnectionInformation().getListener().map(Listener::getName).orElse("");
        switch (listener) {
            case CLOUD -> admitCloud(input, output);
            case STATIONS -> {
                // the gate asks the database: not on the broker's thread
                var later = output.async(PATIENCE, TimeoutFallback.FAILURE);
                Thread.ofVirtual()
                        .name("broker-gate")
                        .start(
                                () -> {
                                    try {
                                        admitStation(input, output);
                                    } finally {
                                        later.resume();
                                    }
                                });
            }
            default -> output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED);
        }
    }

    private void admitCloud(SimpleAuthInput input, SimpleAuthOutput output) {
        var packet = input.getConnectPacket();
        byte[] given = packet.getPassword().map(GateExtension::bytes).orElse(new byte[0]);
        if (packet.getUserName().filter(CLOUD::equals).isPresent()
                && MessageDigest.isEqual(given, cloudPassword)) {
            permit(output, List.of(permission("#", TopicPermission.MqttActivity.ALL, true)));
        } else {
            refuse(output, packet.getClientId(), "not the cloud's own password");
        }
    }

    private void admitStation(SimpleAuthInput input, SimpleAuthOutput output) {
        String clientId = input.getConnectPacket().getClientId();
        try {
            Optional<X509Certificate> certificate =
                    input.getConnectionInformation()
                            .getClientTlsInformation()
                            .flatMap(tls -> tls.getClientCertificate());
            Optional<Topics> subject = certificate.flatMap(GateExtension::subject);
            if (certificate.isEmpty() || subject.isEmpty()) {
                refuse(output, clientId, "its certificate names no school and station");
                return;
            }
            Topics station = subject.get();
            if (!clientId.equals(clientId(station))) {
                refuse(output, clientId, "its certificate is for " + clientId(station));
                return;
            }
            BigInteger serial = certificate.get().getSerialNumber();
            Optional<StationGate.Refusal> refusal =
                    stations.refusal(station.school(), station.station(), serial);
            if (refusal.isPresent()) {
                refuse(
                        output,
                        clientId,
                        "the station is " + refusal.get().why(),
                        refusal.get().banned()
                                ? ConnackReasonCode.BANNED
                                : ConnackReasonCode.NOT_AUTHORIZED);
                return;
            }
            admitted.put(station, serial);
            permit(
                    output,
                    List.of(
                            permission(
                                    station.allUp(), TopicPermission.MqttActivity.PUBLISH, false),
                            permission(
                                    station.allDown(),
                                    TopicPermission.MqttActivity.SUBSCRIBE,
                                    false)));
        } catch (RuntimeException e) {
            LOG.error("cannot tell whether {} may connect; refused", clientId, e);
            output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE);
        }
    }

    private static void permit(SimpleAuthOutput output, List<TopicPermission> permissions) {
        output.getDefaultPermissions().addAll(permissions);
        output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        output.authenticateSuccessfully();
    }

    private static void refuse(SimpleAuthOutput output, String clientId, String why) {
        refuse(output, clientId, why, ConnackReasonCode.NOT_AUTHORIZED);
    }

    private static void refuse(
            SimpleAuthOutput output, String clientId, String why, ConnackReasonCode code) {
        LOG.warn("client {} refused: {}", printable(clientId), why);
        output.failAuthentication(code, why);
    }

    private static TopicPermission permission(
            String filter, TopicPermission.MqttActivity activity, boolean shared) {
        return Builders.topicPermission()
                .topicFilter(filter)
                .activity(activity)
                .sharedSubscription(
                        shared
                                ? TopicPermission.SharedSubscription.ALL
                                : TopicPermission.SharedSubscription.NOT_SHARED)
                .build();
    }

    /** {@code CN={station},O={school}}, as our authority writes it, and nothing else. */
    static Optional<Topics> subject(X509Certificate certificate) {
        try {
            List<Rdn> parts =
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            // the list begins at the end of the name as it is written
            if (parts.size() != 2
                    || !parts.get(0).getType().equals("CN")
                    || !parts.get(1).getType().equals("O")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Topics(
                            new SchoolId(String.valueOf(parts.get(1).getValue())),
                            new StationId(String.valueOf(parts.get(0).getValue()))));
        } catch (InvalidNameException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String printable(String text) {
        return text.length() <= 100 && text.chars().allMatch(c -> c > ' ' && c < 127)
                ? text
                : "(unprintable)";
    }
}

package com.hasivu.cloud.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.RenewalProof;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.socket.PromptTlsSockets;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.RenewalRequest;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The station's end of the wire: enrols, connects with its certificate, keeps what it hears. */
public final class TestStation implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;

    final Topics topics;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final X509Certificate authority;
    private final int port;
    private final JsonNode enrolment;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private @Nullable MqttAsyncClient client;

    final long epoch = 0xC0FFEE0000000001L;
    private long sequence;
    private byte[] head;

    record Heard(
            String topic,
            byte[] payload,
            boolean retained,
            long nanos,
            List<UserProperty> properties) {}

    TestStation(
            Topics topics,
            KeyPair keys,
            X509Certificate certificate,
            X509Certificate authority,
            int port,
            JsonNode enrolment) {
        this.topics = topics;
        this.keys = keys;
        this.certificate = certificate;
        this.authority = authority;
        this.port = port;
        this.enrolment = enrolment;
        this.head = Chain.genesis(topics.school(), topics.station(), epoch);
    }

    static TestStation enrol(CloudBench cloud, String code) {
        KeyPair keys = KeyFile.generate(KeyFile.Kind.EC_P256);
        JsonNode answer = cloud.ok("", "POST", "/v1/enrolments", request(code, keys));
        try {
            return new TestStation(
                    new Topics(
                            new SchoolId(answer.path("school").asText()),
                            new StationId(answer.path("station").asText())),
                    keys,
                    Pem.certificate(answer.path("certificate").asText()),
                    Pem.certificate(answer.path("caCertificate").asText()),
                    answer.path("broker").path("port").asInt(),
                    answer);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode request(String code, KeyPair keys) {
        try {
            String publicKey = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(
                    ("hasivu-enrol-1\n" + code + "\n" + publicKey)
                            .getBytes(StandardCharsets.UTF_8));
            return new ObjectMapper()
                    .createObjectNode()
                    .put("claimCode", code)
                    .put("publicKey", publicKey)
                    .put("proof", Base64.getEncoder().encodeToString(signature.sign()));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode enrolment() {
        return enrolment;
    }

    Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    KeyPair keys() {
        return keys;
    }

    /** The same connection with another certificate or client id. */
    TestStation with(KeyPair otherKeys, X509Certificate other) {
        return new TestStation(topics, otherKeys, other, authority, port, enrolment);
    }

    void connect() throws MqttException {
        connect(topics.school() + "/" + topics.station(), true);
        subscribe(topics.allDown());
    }

    void connect(String clientId, boolean showCertificate) throws MqttException {
        var made =
                new MqttAsyncClient("ssl://127.0.0.1:" + port, clientId, new MemoryPersistence());
        made.setCallback(new Ear());
        var options = new MqttConnectionOptions();
        options.setSocketFactory(new PromptTlsSockets(context(showCertificate).getSocketFactory()));
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(30);
        try {
            made.connect(options).waitForCompletion(PATIENCE_MILLIS);
        } catch (MqttException e) {
            made.close(true);
            throw e;
        }
        client = made;
    }

    private SSLContext context(boolean showCertificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (showCertificate) {
                store.setKeyEntry(
                        "own", keys.getPrivate(), new char[0], new Certificate[] {certificate});
            }
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store, new char[0]);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", authority);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (java.security.GeneralSecurityException | java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    MqttAsyncClient client() {
        MqttAsyncClient current = client;
        if (current == null) {
            throw new IllegalStateException("connect first");
        }
        return current;
    }

    boolean connected() {
        return client != null && client().isConnected();
    }

    void subscribe(String filter) throws MqttException {
        granted(client().subscribe(filter, 1));
    }

    void publish(String topic, byte[] payload, boolean retained) throws MqttException {
        granted(
                client().publish(
                                topic,
                                new MqttMessage(payload, 1, retained, new MqttProperties())));
    }

    /** Paho does not call a refusal in SUBACK or PUBACK an error: reason codes from 0x80 on. */
    private static void granted(IMqttToken token) throws MqttException {
        token.waitForCompletion(PATIENCE_MILLIS);
        int[] reasons = token.getReasonCodes();
        for (int reason : reasons == null ? new int[0] : reasons) {
            if (reason >= 0x80) {
                throw new MqttException(reason);
            }
        }
    }

    void publish(String topic, MessageLite message) throws MqttException {
        publish(topic, Wire.seal(message), false);
    }

    List<Heard> heard() {
        return heard;
    }

    <M extends MessageLite> List<M> heard(String topic, Parser<M> parser) {
        List<M> messages = new ArrayList<>();
        for (Heard one : heard) {
            if (one.topic().equals(topic)) {
                try {
                    messages.add(Wire.open(one.payload(), parser));
                } catch (WireException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return messages;
    }

    /** Asks for a certificate for {@code next}, or tells that this connection shows it. */
    StationRequest renewal(KeyPair next) {
        byte[] spki = next.getPublic().getEncoded();
        byte[] serial = RenewalProof.serial(certificate.getSerialNumber());
        try {
            return StationRequest.newBuilder()
                    .setRenewal(
                            RenewalRequest.newBuilder()
                                    .setPublicKey(ByteString.copyFrom(spki))
                                    .setProof(proof(next, serial, spki))
                                    .setCertificateSerial(ByteString.copyFrom(serial))
                                    .setCertificateProof(proof(keys, serial, spki)))
                    .build();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private ByteString proof(KeyPair by, byte[] serial, byte[] spki)
            throws java.security.GeneralSecurityException {
        return ByteString.copyFrom(RenewalProof.sign(by.getPrivate(), topics, serial, spki));
    }

    /** The certificates that came down. */
    List<X509Certificate> certificates() {
        return heard(topics.certificate(), CertificateNotice.parser()).stream()
                .map(
                        notice -> {
                            try {
                                return (X509Certificate)
                                        CertificateFactory.getInstance("X.509")
                                                .generateCertificate(
                                                        notice.getCertificate().newInput());
                            } catch (java.security.GeneralSecurityException e) {
                                throw new AssertionError(notice.getRefused(), e);
                            }
                        })
                .toList();
    }

    List<Ack> acks() {
        return heard(topics.acks(), Ack.parser());
    }

    byte[] head() {
        return head.clone();
    }

    static byte[] serve(OrderId order, StudentId student) {
        return TapRecord.newBuilder()
                .setWallMillis(Instant.now().toEpochMilli())
                .setReader("counter-1-a")
                .setServe(Serve.newBuilder().setOrder(order.value()).setStudent(student.value()))
                .build()
                .toByteArray();
    }

    /** The next records of this station's chain, as one batch. */
    TapBatch batch(byte[]... payloads) {
        TapBatch.Builder batch =
                TapBatch.newBuilder()
                        .setSchool(topics.school().value())
                        .setStation(topics.station().value())
                        .setEpoch(epoch)
                        .setFirstSequence(sequence + 1)
                        .setPreviousHash(ByteString.copyFrom(head));
        for (byte[] payload : payloads) {
            sequence++;
            head = Chain.next(head, 1, epoch, sequence, payload);
            batch.addRecords(
                    Record.newBuilder().setType(1).setPayload(ByteString.copyFrom(payload)));
        }
        return batch.setLastHash(ByteString.copyFrom(head)).build();
    }

    @Override
    public void close() {
        if (client != null) {
            try {
                client().disconnectForcibly(0, 200, false);
            } catch (MqttException | RuntimeException alreadyGone) {
                assert alreadyGone != null;
            }
            try {
                client().close(true);
            } catch (MqttException | RuntimeException alreadyGone) {
                assert alreadyGone != null;
            }
        }
    }

    private final class Ear implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            heard.add(
                    new Heard(
                            topic,
                            message.getPayload(),
                            message.isRetained(),
                            System.nanoTime(),
                            List.copyOf(message.getProperties().getUserProperties())));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}

package com.hasivu.protocol;

import java.util.Optional;

/**
 * The MQTT topics of one station: {@code hasivu/v1/{school}/{station}/...}. Pure;
 * docs/wire-protocol.md, section "Topics".
 */
public record Topics(SchoolId school, StationId station) {
    /** Every topic of this protocol version starts so. */
    public static final String ROOT = "hasivu/v1";

    /** The cloud's filter for every station's tap batches. */
    public static final String ALL_TAPS = ROOT + "/+/+/up/taps";

    /** The cloud's filter for every station's status. */
    public static final String ALL_STATUS = ROOT + "/+/+/up/status";

    /** The cloud's filter for every station's requests. */
    public static final String ALL_REQUESTS = ROOT + "/+/+/up/requests";

    /** The cloud's filter for every station's results of commands. */
    public static final String ALL_RESULTS = ROOT + "/+/+/up/results";

    /** A topic taken apart: whose it is and the rest, for example {@code up/taps}. */
    public record Address(SchoolId school, StationId station, String leaf) {
        /** The topics of the station this address names. */
        public Topics topics() {
            return new Topics(school, station);
        }
    }

    /** Reads a topic; empty when it is not of this protocol or its ids are malformed. */
    public static Optional<Address> parse(String topic) {
        String[] parts = topic.split("/", 5);
        if (parts.length != 5
                || !parts[0].equals("hasivu")
                || !parts[1].equals("v1")
                || parts[4].isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Address(new SchoolId(parts[2]), new StationId(parts[3]), parts[4]));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private String of(String leaf) {
        return ROOT + "/" + school + "/" + station + "/" + leaf;
    }

    /** {@code TapBatch}, QoS 1. */
    public String taps() {
        return of("up/taps");
    }

    /** {@code StationStatus}, retained, also the Last Will. */
    public String status() {
        return of("up/status");
    }

    /** {@code StationRequest}, QoS 1. */
    public String requests() {
        return of("up/requests");
    }

    /** {@code CommandResult}, QoS 1. */
    public String results() {
        return of("up/results");
    }

    /** {@code Ack}, QoS 1. */
    public String acks() {
        return of("down/acks");
    }

    /** {@code ManifestNotice}, retained. */
    public String manifest() {
        return of("down/snapshot/manifest");
    }

    /** {@code SnapshotChunk}, QoS 1. */
    public String chunk(long version, int index) {
        return of("down/snapshot/chunk/" + Long.toUnsignedString(version) + "/" + index);
    }

    /** {@code Delta}, QoS 1. */
    public String delta() {
        return of("down/delta");
    }

    /** {@code TimeNotice}, QoS 0. */
    public String time() {
        return of("down/time");
    }

    /** {@code SignedCommand}, QoS 1. */
    public String commands() {
        return of("down/commands");
    }

    /** {@code CertificateNotice}, QoS 1. */
    public String certificate() {
        return of("down/certificate");
    }

    /** The filter a station subscribes to. */
    public String allDown() {
        return of("down/#");
    }

    /** The prefix below which a station may publish. */
    public String allUp() {
        return of("up/#");
    }
}

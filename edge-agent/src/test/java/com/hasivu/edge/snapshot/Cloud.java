package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.StaffRow;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The cloud's side of a snapshot, for tests: real rows, real digests, real signatures. */
public final class Cloud {
    public static final SchoolId SCHOOL = new SchoolId("greenfield");
    public static final ZoneId ZONE = ZoneId.of("Asia/Kolkata");
    public static final LocalDate DAY = LocalDate.of(2026, 11, 23);

    /** Noon at the school, when lunch is open. */
    public static final Instant NOON = DAY.atTime(12, 0).atZone(ZONE).toInstant();

    private final KeyPair keys;
    private final NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
    private long version;
    private LocalDate day = DAY;

    public Cloud() {
        this(newKeys());
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A cloud that signs with these keys. */
    public Cloud(KeyPair keys) {
        this.keys = keys;
        put(
                Row.newBuilder()
                        .setWindow(
                                WindowRow.newBuilder()
                                        .setWindow("lunch")
                                        .setOpensMinute(11 * 60 + 30)
                                        .setClosesMinute(14 * 60))
                        .build());
    }

    public Map<String, PublicKey> keys() {
        return Map.of("k1", keys.getPublic());
    }

    public static CardId card(long student) {
        return new CardId("04%06X".formatted(student));
    }

    /** A child with a card and a paid lunch; all three carry the number {@code n}. */
    public Cloud child(long n) {
        put(cardRow(n, CardState.CARD_STATE_ACTIVE));
        put(
                Row.newBuilder()
                        .setStudent(
                                StudentRow.newBuilder()
                                        .setStudent(n)
                                        .setName("Child " + n)
                                        .setSchoolClass("4 B")
                                        .setRoll("R" + n)
                                        .setActive(true))
                        .build());
        put(orderRow(n, OrderState.ORDER_STATE_CONFIRMED));
        return this;
    }

    /** A supervisor with a card and, when it is not empty, a PIN. */
    public Cloud supervisor(long n, String pinVerifier) {
        put(
                Row.newBuilder()
                        .setStaff(
                                StaffRow.newBuilder()
                                        .setStaff(n)
                                        .setName("Supervisor " + n)
                                        .setCard(ByteString.copyFrom(staffCard(n).bytes()))
                                        .setPin(pinVerifier))
                        .build());
        return this;
    }

    public static CardId staffCard(long n) {
        return new CardId("08%06X".formatted(n));
    }

    public static Row cardRow(long n, CardState state) {
        return Row.newBuilder()
                .setCard(
                        CardRow.newBuilder()
                                .setUid(ByteString.copyFrom(card(n).bytes()))
                                .setState(state)
                                .setStudent(n))
                .build();
    }

    public static Row orderRow(long n, OrderState state) {
        return Row.newBuilder()
                .setOrder(
                        OrderRow.newBuilder()
                                .setOrder(n)
                                .setStudent(n)
                                .setWindow("lunch")
                                .setState(state)
                                .setMeal("1 x Thali")
                                .setPickupCode("%06d".formatted(900_000 + n)))
                .build();
    }

    public void put(Row row) {
        ByteString bytes = row.toByteString();
        rows.put(key(bytes), bytes);
    }

    private static ByteString key(ByteString row) {
        try {
            return SnapshotRows.key(row);
        } catch (WireException e) {
            throw new IllegalStateException(e);
        }
    }

    public Manifest.Builder manifest() {
        return Manifest.newBuilder()
                .setSchool(SCHOOL.value())
                .setVersion(version)
                .setSchoolDay((int) day.toEpochDay())
                .setZone(ZONE.getId())
                .setDigest(ByteString.copyFrom(SnapshotRows.digest(rows)))
                .setRows(rows.size())
                .setMadeMillis(day.atTime(6, 0).atZone(ZONE).toInstant().toEpochMilli())
                .setValidUntilMillis(day.plusDays(1).atStartOfDay(ZONE).toInstant().toEpochMilli());
    }

    public SignedManifest sign(Manifest manifest) {
        return ManifestSeal.sign(manifest, "k1", keys.getPrivate());
    }

    /** The next version as a full snapshot. */
    public SnapshotBody full() {
        version++;
        return SnapshotBody.newBuilder()
                .setManifest(sign(manifest().build()))
                .addAllRows(rows.values())
                .build();
    }

    /** The next version as a delta from this one. */
    public Delta delta(Row... changed) {
        Manifest from = manifest().build();
        Delta.Builder delta =
                Delta.newBuilder().setFromVersion(version).setFromDigest(from.getDigest());
        for (Row row : changed) {
            put(row);
            delta.addUpserts(row.toByteString());
        }
        version++;
        return delta.setTo(sign(manifest().build())).build();
    }

    /** The next version as a delta that removes a child's order. */
    public Delta withoutOrder(long n) {
        NavigableMap<ByteString, ByteString> before = new TreeMap<>(rows);
        ByteString key = key(orderRow(n, OrderState.ORDER_STATE_CONFIRMED).toByteString());
        Delta.Builder delta =
                Delta.newBuilder()
                        .setFromVersion(version)
                        .setFromDigest(ByteString.copyFrom(SnapshotRows.digest(before)))
                        .addDeletes(key);
        rows.remove(key);
        version++;
        return delta.setTo(sign(manifest().build())).build();
    }

    /** The same rows as the next school day's. */
    public void nextDay() {
        day = day.plusDays(1);
    }

    public long version() {
        return version;
    }
}

package com.hasivu.simulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Wire;
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
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.School;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A day of 3,000 children on the wire: its size, a delta's size, and the time from the received
 * bytes to an index that decides. Beside it the same rows as JSON.
 */
final class SnapshotBench {
    private static final int CHILDREN = 3_000;
    private static final int NEW_ORDERS = 10;
    private static final List<String> MEALS =
            List.of("1 x Vegetable pulao", "1 x Idli, 1 x Sambar", "1 x Curd rice", "2 x Chapati");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int rounds;
    private final int warmUp;
    private final KeyPair keys;
    private final NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
    private final List<Row> parsed = new ArrayList<>();

    SnapshotBench(boolean quick) throws NoSuchAlgorithmException {
        this.rounds = quick ? 20 : 300;
        this.warmUp = quick ? 20 : 1_500;
        this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    List<Outcome> run() throws IOException, WireException {
        fill();
        byte[] sealed =
                Wire.seal(
                        SnapshotBody.newBuilder()
                                .setManifest(signed(1))
                                .addAllRows(rows.values())
                                .build());
        byte[] json = json(parsed);
        byte[] delta = Wire.seal(delta());
        byte[] jsonDelta = json(parsed.subList(parsed.size() - NEW_ORDERS, parsed.size()));
        for (int i = 0; i < warmUp; i++) {
            index(sealed);
            if (i % 10 == 0) {
                indexJson(json);
            }
        }
        long[] ours = new long[rounds];
        long[] reference = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            index(sealed);
            long between = System.nanoTime();
            indexJson(json);
            reference[i] = System.nanoTime() - between;
            ours[i] = between - begun;
        }
        double decode = Samples.percentile(ours, 0.5) / 1e3;
        double decodeJson = Samples.percentile(reference, 0.5) / 1e3;
        return List.of(
                Outcome.under("snapshot", "3,000 children, sent", "kB", sealed.length / 1e3, 110),
                new Outcome(
                        "snapshot",
                        "decode and index, warm, beside JSON",
                        "ms",
                        decode,
                        decodeJson,
                        decode / decodeJson,
                        "<= 0.5 ms",
                        decode <= 0.5),
                new Outcome(
                        "snapshot",
                        "delta of 10 orders, beside JSON",
                        "B",
                        delta.length,
                        jsonDelta.length,
                        (double) delta.length / jsonDelta.length,
                        "<= 600 B",
                        delta.length <= 600));
    }

    private void fill() throws WireException {
        School school = School.of(3, School.fewestTaps(), CHILDREN);
        add(
                Row.newBuilder()
                        .setWindow(
                                WindowRow.newBuilder()
                                        .setWindow("lunch")
                                        .setName("Lunch")
                                        .setOpensMinute(660)
                                        .setClosesMinute(840))
                        .build());
        for (Child child : school.children().subList(0, CHILDREN)) {
            long id = child.index() + 1;
            add(
                    Row.newBuilder()
                            .setCard(
                                    CardRow.newBuilder()
                                            .setUid(ByteString.copyFrom(child.card().bytes()))
                                            .setState(CardState.CARD_STATE_ACTIVE)
                                            .setStudent(id))
                            .build());
            add(
                    Row.newBuilder()
                            .setStudent(
                                    StudentRow.newBuilder()
                                            .setStudent(id)
                                            .setName(child.name())
                                            .setSchoolClass(child.className())
                                            .setActive(true))
                            .build());
            add(order(40_000 + id, id));
        }
    }

    private static Row order(long order, long student) {
        return Row.newBuilder()
                .setOrder(
                        OrderRow.newBuilder()
                                .setOrder(order)
                                .setStudent(student)
                                .setWindow("lunch")
                                .setState(OrderState.ORDER_STATE_CONFIRMED)
                                .setMeal(MEALS.get((int) (student % MEALS.size()))))
                .build();
    }

    private void add(Row row) throws WireException {
        parsed.add(row);
        rows.put(SnapshotRows.key(row), row.toByteString());
    }

    private SignedManifest signed(long version) {
        Instant now = Instant.now();
        Manifest manifest =
                Manifest.newBuilder()
                        .setSchool("greenfield")
                        .setVersion(version)
                        .setSchoolDay((int) LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay())
                        .setZone("Asia/Kolkata")
                        .setDigest(ByteString.copyFrom(SnapshotRows.digest(rows)))
                        .setRows(rows.size())
                        .setMadeMillis(now.toEpochMilli())
                        .setValidUntilMillis(now.plusSeconds(86_400).toEpochMilli())
                        .build();
        return ManifestSeal.sign(manifest, "0123456789abcdef", keys.getPrivate());
    }

    /** Ten orders placed since: what a station gets. */
    private Delta delta() throws WireException {
        ByteString before = ByteString.copyFrom(SnapshotRows.digest(rows));
        Delta.Builder delta = Delta.newBuilder().setFromVersion(1).setFromDigest(before);
        for (int i = 0; i < NEW_ORDERS; i++) {
            Row row = order(90_000 + i, 1 + 17L * i);
            add(row);
            delta.addUpserts(row.toByteString());
        }
        return delta.setTo(signed(2)).build();
    }

    private static int index(byte[] sealed) throws WireException, IOException {
        SnapshotBody body =
                Wire.open(sealed, SnapshotBody.parser(), Wire.MAX_SNAPSHOT, Wire.MAX_SNAPSHOT);
        List<Row> all = new ArrayList<>(body.getRowsCount());
        for (ByteString row : body.getRowsList()) {
            all.add(SnapshotRows.parse(row));
        }
        Manifest manifest = Manifest.parseFrom(body.getManifest().getManifest());
        return (int) DayOrders.of(manifest, all).version();
    }

    /** The plain way: an array of objects, one map of them by kind and id. */
    private static int indexJson(byte[] json) throws IOException {
        Map<String, JsonNode> byKey = new HashMap<>();
        for (JsonNode row : JSON.readTree(json)) {
            Map.Entry<String, JsonNode> only = row.properties().iterator().next();
            JsonNode id =
                    only.getValue().path(only.getKey().equals("card") ? "uid" : only.getKey());
            byKey.put(only.getKey() + id.asText(), only.getValue());
        }
        return byKey.size();
    }

    private static byte[] json(List<Row> rows) throws IOException {
        ArrayNode all = JSON.createArrayNode();
        for (Row row : rows) {
            all.add(json(row));
        }
        return JSON.writeValueAsBytes(all);
    }

    private static ObjectNode json(Row row) {
        ObjectNode node = JSON.createObjectNode();
        switch (row.getRowCase()) {
            case CARD ->
                    node.putObject("card")
                            .put(
                                    "uid",
                                    HexFormat.of().formatHex(row.getCard().getUid().toByteArray()))
                            .put("state", row.getCard().getState().name())
                            .put("student", row.getCard().getStudent());
            case STUDENT ->
                    node.putObject("student")
                            .put("student", row.getStudent().getStudent())
                            .put("name", row.getStudent().getName())
                            .put("class", row.getStudent().getSchoolClass())
                            .put("active", row.getStudent().getActive());
            case WINDOW ->
                    node.putObject("window")
                            .put("window", row.getWindow().getWindow())
                            .put("name", row.getWindow().getName())
                            .put("opens", row.getWindow().getOpensMinute())
                            .put("closes", row.getWindow().getClosesMinute());
            case ORDER ->
                    node.putObject("order")
                            .put("order", row.getOrder().getOrder())
                            .put("student", row.getOrder().getStudent())
                            .put("window", row.getOrder().getWindow())
                            .put("state", row.getOrder().getState().name())
                            .put("meal", row.getOrder().getMeal());
            case STAFF ->
                    node.putObject("staff")
                            .put("staff", row.getStaff().getStaff())
                            .put("name", row.getStaff().getName());
            case ROW_NOT_SET -> throw new IllegalStateException("a row of nothing");
        }
        return node;
    }
}

package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;

class SnapshotRowsTest {
    private static final HexFormat HEX = HexFormat.of();

    private static ByteString golden(String name) throws Exception {
        Path file = Path.of(SnapshotRowsTest.class.getResource("/golden/" + name).toURI());
        return ByteString.copyFrom(HEX.parseHex(Files.readString(file).replaceAll("\\s", "")));
    }

    /** Computed by Python's hashlib over the golden rows. */
    @Test
    void digest_isTheOneComputedElsewhere() throws Exception {
        NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
        for (String name :
                List.of("Row.window.hex", "Row.student.hex", "Row.order.hex", "Row.card.hex")) {
            ByteString row = golden(name);
            rows.put(SnapshotRows.key(row), row);
        }
        assertThat(HEX.formatHex(SnapshotRows.digest(rows)))
                .isEqualTo("ca3413c298236b250abb56307741e1fc01ceb1f1ab161b3cbf5b1b79397ad737");
        assertThat(HEX.formatHex(SnapshotRows.digest(SnapshotRows.empty())))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void digest_doesNotDependOnTheOrderOfArrival() throws Exception {
        var random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] uid = new byte[4];
            random.nextBytes(uid);
            rows.add(
                    Row.newBuilder()
                            .setCard(CardRow.newBuilder().setUid(ByteString.copyFrom(uid)))
                            .build());
            rows.add(
                    Row.newBuilder()
                            .setStudent(StudentRow.newBuilder().setStudent(random.nextLong()))
                            .build());
        }
        byte[] first = digest(rows);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(rows, random);
            assertThat(digest(rows)).isEqualTo(first);
        }
        rows.removeLast();
        assertThat(digest(rows)).isNotEqualTo(first);
    }

    private static byte[] digest(List<Row> rows) throws WireException {
        NavigableMap<ByteString, ByteString> sorted = SnapshotRows.empty();
        for (Row row : rows) {
            sorted.put(SnapshotRows.key(row), row.toByteString());
        }
        return SnapshotRows.digest(sorted);
    }

    @Test
    void keys_areInUnsignedOrderAndApart() throws Exception {
        NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
        for (String uid : List.of("FF000000", "7F000000", "00FFFFFF", "80000000")) {
            Row row =
                    Row.newBuilder()
                            .setCard(CardRow.newBuilder().setUid(ByteString.fromHex(uid)))
                            .build();
            rows.put(SnapshotRows.key(row), row.toByteString());
        }
        assertThat(
                        rows.keySet().stream()
                                .map(
                                        key ->
                                                HEX.withUpperCase()
                                                        .formatHex(key.substring(1).toByteArray())))
                .containsExactly("00FFFFFF", "7F000000", "80000000", "FF000000");
        assertThat(
                        SnapshotRows.key(
                                Row.newBuilder()
                                        .setStudent(StudentRow.newBuilder().setStudent(5))
                                        .build()))
                .isNotEqualTo(
                        SnapshotRows.key(
                                Row.newBuilder()
                                        .setOrder(OrderRow.newBuilder().setOrder(5))
                                        .build()));
        assertThat(
                        SnapshotRows.key(
                                Row.newBuilder()
                                        .setWindow(WindowRow.newBuilder().setWindow("lunch"))
                                        .build()))
                .isEqualTo(ByteString.copyFromUtf8("wlunch"));
    }

    @Test
    void digest_coversAFieldThisSideDoesNotKnow() throws Exception {
        ByteString row = golden("Row.student.hex");
        ByteString newer = row.concat(ByteString.fromHex("fa0103616263"));
        NavigableMap<ByteString, ByteString> one = SnapshotRows.empty();
        one.put(SnapshotRows.key(row), row);
        NavigableMap<ByteString, ByteString> two = SnapshotRows.empty();
        two.put(SnapshotRows.key(newer), newer);
        assertThat(two.firstKey()).isEqualTo(one.firstKey());
        assertThat(SnapshotRows.digest(two)).isNotEqualTo(SnapshotRows.digest(one));
    }

    @Test
    void rowOfUnknownKind_isRefused() {
        assertThatThrownBy(() -> SnapshotRows.key(ByteString.EMPTY))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("unknown kind");
        assertThatThrownBy(() -> SnapshotRows.key(ByteString.copyFromUtf8("\u0001\u0002")))
                .isInstanceOf(WireException.class);
    }
}

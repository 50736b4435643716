package com.hasivu.simulator.bench;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.ReaderDrivers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A school of any size as a snapshot, and the RDM6300 frames of its cards. Every child has one paid
 * order.
 */
final class BenchSchool {
    final Snapshot snapshot;
    final List<CardId> cards = new ArrayList<>();
    final List<byte[]> frames = new ArrayList<>();

    BenchSchool(int children) {
        Random random = new Random(children);
        List<Row> rows = new ArrayList<>();
        rows.add(
                Row.newBuilder()
                        .setWindow(
                                WindowRow.newBuilder()
                                        .setWindow("allday")
                                        .setName("All day")
                                        .setOpensMinute(0)
                                        .setClosesMinute(1440))
                        .build());
        Set<CardId> taken = new HashSet<>();
        for (int i = 1; i <= children; i++) {
            byte[] uid = new byte[5];
            do {
                random.nextBytes(uid);
            } while (!taken.add(CardId.of(uid)));
            cards.add(CardId.of(uid));
            frames.add(frame(uid));
            rows.add(
                    Row.newBuilder()
                            .setCard(
                                    CardRow.newBuilder()
                                            .setUid(ByteString.copyFrom(uid))
                                            .setState(CardState.CARD_STATE_ACTIVE)
                                            .setStudent(i))
                            .build());
            rows.add(
                    Row.newBuilder()
                            .setStudent(
                                    StudentRow.newBuilder()
                                            .setStudent(i)
                                            .setName("Child " + i)
                                            .setSchoolClass("4B")
                                            .setActive(true)
                                            .addAllergens("peanut"))
                            .build());
            rows.add(
                    Row.newBuilder()
                            .setOrder(
                                    OrderRow.newBuilder()
                                            .setOrder(i)
                                            .setStudent(i)
                                            .setWindow("allday")
                                            .setState(OrderState.ORDER_STATE_CONFIRMED)
                                            .setMeal("1 x Vegetable pulao")
                                            .addAllergens("milk"))
                            .build());
        }
        Instant now = Instant.now();
        Manifest manifest =
                Manifest.newBuilder()
                        .setSchool("bench")
                        .setVersion(1)
                        .setSchoolDay((int) LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay())
                        .setZone("UTC")
                        .setRows(rows.size())
                        .setMadeMillis(now.toEpochMilli())
                        .setValidUntilMillis(now.plusSeconds(86_400).toEpochMilli())
                        .build();
        snapshot = new Snapshot(manifest, DayOrders.of(manifest, rows));
    }

    /** docs/readers/rdm6300.md: 02, ten hex digits, two of their XOR, 03. */
    private static byte[] frame(byte[] uid) {
        int check = 0;
        for (byte b : uid) {
            check ^= b & 0xFF;
        }
        return ("\u0002" + CardId.of(uid).hex() + "%02X\u0003".formatted(check))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The shipped codec of the frames. */
    static FrameDecoder decoder() {
        return ReaderDrivers.byKind("rdm6300").orElseThrow().decoder();
    }

    /** The card of a frame, or an error: benchmarks feed good frames only. */
    static CardId decode(FrameDecoder decoder, byte[] frame) {
        if (decoder.feed(frame).getFirst() instanceof FrameDecoder.Decoded.Card(var read, var at)) {
            return read.card();
        }
        throw new IllegalStateException("a good frame was not decoded");
    }
}

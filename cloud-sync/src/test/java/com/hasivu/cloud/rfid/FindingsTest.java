package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.rfid.ReviewDesk.EPOCH;
import static com.hasivu.cloud.rfid.ReviewDesk.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Sealed;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Poison, conflicts and kept payloads, as a person finds them, on both databases. */
class FindingsTest {
    private static final ReviewScope SCHOOL = ReviewScope.of(Desk.SCHOOL, Optional.empty());
    private static final ReviewScope OTHER_SCHOOL =
            ReviewScope.of(new SchoolId("bluehill"), Optional.empty());

    @TempDir Path folder = Path.of("");

    private final SetAsideReview setAside = new SetAsideReview();
    private final PayloadReview payloads = new PayloadReview();

    private List<SetAsideReview.Entry> poison(ReviewDesk review, ReviewScope scope, int page) {
        return review.desk.database.read(
                tx -> {
                    var all = new ArrayList<SetAsideReview.Entry>();
                    List<SetAsideReview.Entry> rows;
                    do {
                        long after = all.isEmpty() ? 0 : all.getLast().id();
                        rows = setAside.page(tx, scope, after, page);
                        assertThat(rows.size()).isLessThanOrEqualTo(page);
                        all.addAll(rows);
                    } while (!rows.isEmpty());
                    return all;
                });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void poisonOfEachKind_isShownWithItsReasonAndItsBytes(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            var chain = new TapChain(station, EPOCH);
            chain.add(1, new byte[] {(byte) 0xFF, (byte) 0xFF});
            chain.refuse(Reason.CARD_LOST);
            chain.add(7, new byte[] {1});
            chain.add(1, new byte[Wire.MAX_RECORD_BYTES + 1]);
            chain.add(1, TapRecord.newBuilder().setReader("r").build().toByteArray());
            chain.add(
                    1,
                    TapRecord.newBuilder()
                            .setServe(Serve.newBuilder().setOrder(0))
                            .build()
                            .toByteArray());
            review.send(station, chain.all());
            review.send(station, chain.all());
            Topics two = review.desk.station("c2");
            var more = new TapChain(two, EPOCH);
            for (int i = 0; i < 7; i++) {
                more.add(9, new byte[] {(byte) i});
            }
            review.send(two, more.batch(1, 4));
            review.send(two, more.batch(5, 7));

            List<SetAsideReview.Entry> all = poison(review, SCHOOL, 3);
            assertThat(all).hasSize(12);
            assertThat(all.subList(0, 5))
                    .extracting(SetAsideReview.Entry::sequence)
                    .containsExactly(1L, 3L, 4L, 5L, 6L);
            assertThat(all.get(0).reason()).contains("no TapRecord");
            assertThat(all.get(0).payload()).isEqualTo("ffff");
            assertThat(all.get(1).type()).isEqualTo(7);
            assertThat(all.get(2).bytes()).isEqualTo(Wire.MAX_RECORD_BYTES + 1);
            assertThat(all.get(2).payload()).hasSize(2 * SetAsideReview.SHOWN_BYTES);
            assertThat(all.get(3).reason()).contains("no outcome");
            assertThat(all.get(4).reason()).contains("no such ids");
            assertThat(all.get(4).received()).isEqualTo(review.desk.clock.instant());
            for (int page : new int[] {1, 5, 12, 500}) {
                assertThat(poison(review, SCHOOL, page)).isEqualTo(all);
            }
            var onlyTwo = ReviewScope.of(Desk.SCHOOL, Optional.of(new StationId("c2")));
            assertThat(poison(review, onlyTwo, 2)).isEqualTo(all.subList(5, 12));
            assertThat(poison(review, OTHER_SCHOOL, 5)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void conflictOfEachKind_isShownWithItsOutcomeAndClosedWithoutMovingTheOrder(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics one = review.desk.station("c1");
            Topics two = review.desk.station("c2");
            StudentId student = review.desk.student("child");
            StudentId other = review.desk.student("other");
            Map<OrderId, String> orders =
                    Map.of(
                            review.desk.order(student, "cancelled"), "cancelled",
                            review.desk.order(student, "pending_payment"), "pending_payment",
                            review.desk.order(student, "expired"), "expired");
            OrderId unclaimed = review.desk.order(student, "unclaimed"); // no conflict
            OrderId served = review.desk.order(student, "ready");
            OrderId others = review.desk.order(student, "confirmed");
            var first = new TapChain(one, EPOCH);
            first.serve(served, student, review.desk.clock.millis());
            review.send(one, first.all());
            var second = new TapChain(two, EPOCH);
            second.serve(served, student, review.desk.clock.millis());
            orders.keySet().forEach(id -> second.serve(id, student, review.desk.clock.millis()));
            second.serve(unclaimed, student, review.desk.clock.millis());
            second.serve(others, other, review.desk.clock.millis());
            second.serve(new OrderId(999_999), student, review.desk.clock.millis());
            review.send(two, second.all());

            List<ConflictReview.Entry> open = conflicts(review, Optional.of("open"));
            assertThat(open).hasSize(6);
            assertThat(open)
                    .extracting(ConflictReview.Entry::kind)
                    .contains(
                            List.of(ConflictKind.values()).stream()
                                    .map(ConflictKind::label)
                                    .toArray(String[]::new));
            assertThat(open).allSatisfy(it -> assertThat(it.outcome()).isNotEmpty());
            ConflictReview.Entry unpaid =
                    open.stream()
                            .filter(it -> it.kind().equals("not-paid"))
                            .findFirst()
                            .orElseThrow();
            assertThat(close(review, Desk.SCHOOL, unpaid.id())).isEqualTo(Closure.Outcome.DONE);
            assertThat(close(review, Desk.SCHOOL, unpaid.id()))
                    .isEqualTo(Closure.Outcome.CLOSED_ALREADY);
            assertThat(close(review, new SchoolId("bluehill"), open.getFirst().id()))
                    .isEqualTo(Closure.Outcome.NOT_FOUND);
            assertThat(conflicts(review, Optional.of("open"))).hasSize(5);
            assertThat(conflicts(review, Optional.of("closed")))
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.id()).isEqualTo(unpaid.id());
                                assertThat(it.closure())
                                        .isEqualTo(
                                                new Closure(
                                                        review.desk.clock.instant(),
                                                        review.user(),
                                                        "paid at the office"));
                            });
            assertThat(conflicts(review, Optional.empty())).hasSize(6);
            orders.forEach((id, state) -> assertThat(review.desk.state(id)).isEqualTo(state));
            assertThat(review.desk.state(others)).isEqualTo("confirmed");
            assertThat(review.desk.state(served)).isEqualTo("delivered");
            assertThat(review.desk.state(unclaimed)).isEqualTo("delivered");
        }
    }

    private static List<ConflictReview.Entry> conflicts(ReviewDesk review, Optional<String> state) {
        return review.desk.database.read(tx -> review.conflicts.page(tx, SCHOOL, state, 0, 500));
    }

    private static Closure.Outcome close(ReviewDesk review, SchoolId school, long id) {
        return review.desk.tx(
                tx -> review.conflicts.close(tx, school, id, review.user(), "paid at the office"));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void keptPayload_isReadRecordByRecordWithMaskedCards(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 1, 3).all());
            StudentId student = review.desk.student("child");
            OrderId order = review.desk.order(student, "confirmed");
            var fork = refusals(station, EPOCH, 1, 2);
            fork.serve(order, student, review.desk.clock.millis());
            fork.add(7, new byte[] {1});
            fork.refuse(Reason.CARD_BLOCKED, 2, ReviewDesk.CARD);
            review.send(station, fork.all());

            List<PayloadReview.Entry> kept =
                    review.desk.database.read(tx -> payloads.page(tx, SCHOOL, 0, 500));
            assertThat(kept).hasSize(1);
            assertThat(kept.getFirst().epoch()).isEqualTo("c0de000000000001");
            var opened = open(review, Desk.SCHOOL, kept.getFirst().id()).orElseThrow();
            assertThat(opened.records())
                    .extracting(KeptRecord::committed)
                    .containsExactly("same", "same", "differs", "none", "none");
            assertThat(opened.records())
                    .extracting(KeptRecord::outcome)
                    .containsExactly(
                            "unknown-card", "unknown-card", "serve", "unreadable", "card-blocked");
            KeptRecord serve = opened.records().get(2);
            assertThat(serve.order()).isEqualTo(order.value());
            assertThat(serve.at()).isEqualTo(review.desk.clock.instant());
            assertThat(opened.records().get(4).card()).isEqualTo("..B2C3");
            assertThat(review.desk.state(order)).isEqualTo("confirmed");
            assertThat(open(review, new SchoolId("bluehill"), kept.getFirst().id())).isEmpty();
        }
    }

    private Optional<PayloadReview.Opened> open(ReviewDesk review, SchoolId school, long id) {
        return review.desk.database.read(tx -> payloads.open(tx, school, id));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void fullQuarantine_countsWhatItDoesNotKeep(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            for (int i = 0; i < TapLog.MAX_QUARANTINED + 20; i++) {
                foreignVersion(review, station, i);
            }
            foreignVersion(review, station, 5); // is kept already
            assertThat(review.station(station).payloadsDropped()).isEqualTo(20);
            assertThat(dropped(review, SCHOOL))
                    .singleElement()
                    .satisfies(it -> assertThat(it.payloads()).isEqualTo(20));
            assertThat(dropped(review, OTHER_SCHOOL)).isEmpty();
            var first = review.desk.database.read(tx -> payloads.page(tx, SCHOOL, 0, 1)).getFirst();
            assertThat(first.epoch()).isNull();
            assertThat(open(review, Desk.SCHOOL, first.id()).orElseThrow().records()).isEmpty();
        }
    }

    private List<PayloadReview.Dropped> dropped(ReviewDesk review, ReviewScope scope) {
        return review.desk.database.read(tx -> payloads.dropped(tx, scope, 0, 10));
    }

    private static void foreignVersion(ReviewDesk review, Topics station, int minor) {
        review.intake.receive(
                ReviewDesk.from(station, "up/taps"),
                Sealed.newBuilder().setMajor(3).setMinor(minor).build().toByteArray());
    }
}

package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.demo.Counter.Visit;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.Tap;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CountsTest {
    private static final CardId A = CardId.parse("04A1B2C3");
    private static final CardId B = CardId.parse("04A1B2C4");

    private static Light green(CardId card, long sequence, String decision) {
        return new Light("r", card, decision, "", "00", sequence, Map.of());
    }

    private static Visit visit(CardId card, long sequence, int tries, String decision) {
        Child child = new Child(0, "n", "c", card, "mifare", 0, Part.REGULAR);
        Tap tap = new Tap(child, Duration.ZERO, new byte[0], "serve");
        return new Visit(tap, "r", Optional.of(green(card, sequence, decision)), tries, 0);
    }

    private static RawRecord serve(CardId card, long sequence, long order) {
        TapRecord tap =
                TapRecord.newBuilder()
                        .setCard(ByteString.copyFrom(card.bytes()))
                        .setServe(Serve.newBuilder().setOrder(order))
                        .build();
        return new RawRecord(1, sequence, 1, new byte[0], tap.toByteArray(), new byte[0], tap);
    }

    private static Counts counts(List<Visit> visits, List<RawRecord> records) {
        return Counts.of(
                visits, visits.stream().map(v -> v.light().orElseThrow()).toList(), records);
    }

    @Test
    void of_findsNothingWhenEachVisitHasItsRecord() {
        Counts counts =
                counts(
                        List.of(visit(A, 1, 1, "serve"), visit(B, 2, 1, "serve")),
                        List.of(serve(A, 1, 7), serve(B, 2, 8)));

        assertThat(counts)
                .returns(0, Counts::lost)
                .returns(0, Counts::doubled)
                .returns(2, Counts::serves);
    }

    @Test
    void of_findsALightWithoutItsRecord() {
        Counts counts =
                counts(
                        List.of(visit(A, 1, 1, "serve"), visit(B, 2, 1, "serve")),
                        List.of(serve(A, 1, 7)));

        assertThat(counts.lost()).isPositive();
    }

    @Test
    void of_findsASecondRecordOfOneVisit() {
        Counts counts =
                counts(List.of(visit(A, 1, 1, "serve")), List.of(serve(A, 1, 7), serve(A, 2, 9)));

        assertThat(counts.doubled()).isEqualTo(1);
    }

    @Test
    void of_findsAnOrderServedTwice() {
        Counts counts =
                counts(
                        List.of(visit(A, 1, 1, "serve"), visit(B, 2, 1, "serve")),
                        List.of(serve(A, 1, 7), serve(B, 2, 7)));

        assertThat(counts.doubled()).isEqualTo(1);
    }

    @Test
    void of_takesAReshownServeForOneRecord() {
        Counts counts = counts(List.of(visit(A, 1, 2, "reshown")), List.of(serve(A, 1, 7)));

        assertThat(counts)
                .returns(0, Counts::lost)
                .returns(0, Counts::doubled)
                .returns(1, Counts::reshown);
    }

    /** The machine stood still while the card was held, so that it seemed to come again. */
    @Test
    void of_findsNothingInAServeShownAgainToAHandThatStays() {
        Counts counts =
                Counts.of(
                        List.of(visit(A, 1, 1, "serve")),
                        List.of(green(A, 1, "serve"), green(A, 1, "reshown")),
                        List.of(serve(A, 1, 7)));

        assertThat(counts).returns(0, Counts::lost).returns(0, Counts::doubled);
    }

    @Test
    void of_findsTwoLightsThatClaimOneRecord() {
        Counts counts =
                counts(
                        List.of(visit(A, 1, 1, "serve"), visit(A, 1, 1, "serve")),
                        List.of(serve(A, 1, 7)));

        assertThat(counts.lost()).isPositive();
    }
}

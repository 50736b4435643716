package com.hasivu.cloud.rfid;

import com.hasivu.cloud.orders.Handover;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.Undo;

import java.time.Instant;
import java.util.Optional;

/** What a record asks of the cloud. */
sealed interface Reading {
    /** Bytes of a card's number, {@link CardId}. */
    int MIN_CARD = 3;

    int MAX_CARD = 16;

    /** The record type of a tap. */
    int TAP = 1;

    /** It can never apply. */
    record Poison(String reason) implements Reading {}

    /** It is kept, and that is all. */
    record NoEffect() implements Reading {}

    /** A card of nobody was shown; {@code whole} false: only a part of its number is known. */
    record Stranger(CardId card, boolean whole, boolean trusted, Instant at) implements Reading {}

    /** A meal was handed over. */
    record Handed(
            OrderId order, StudentId student, long wallMillis, Optional<Deliveries.ByHand> byHand)
            implements Reading {
        Handover meal(SchoolId school, StationId station, Instant now) {
            return new Handover(
                    school, station, order, student, TapEffects.believable(wallMillis, now));
        }
    }

    /** The serve {@code undone} of the same chain was taken back. */
    record TakenBack(
            long undone, OrderId order, StudentId student, long wallMillis, Deliveries.ByHand by)
            implements Reading {}

    /** Reads an entry. Pure. */
    static Reading of(Batch.Entry entry) {
        if (entry.type() != TAP) {
            return new Poison("record type %d is not known".formatted(entry.type()));
        }
        if (entry.payload().length > Wire.MAX_RECORD_BYTES) {
            return new Poison(
                    "record of %d bytes; at most %d"
                            .formatted(entry.payload().length, Wire.MAX_RECORD_BYTES));
        }
        TapRecord tap;
        try {
            tap = Wire.parse(entry.payload(), TapRecord.parser(), "record");
        } catch (WireException e) {
            return new Poison("record is no TapRecord");
        }
        return switch (tap.getOutcomeCase()) {
            case SERVE -> handed(tap);
            case UNDO -> takenBack(entry.sequence(), tap);
            case REFUSAL -> refused(tap);
            case OUTCOME_NOT_SET -> new Poison("record has no outcome known here");
        };
    }

    private static Reading refused(TapRecord tap) {
        Reason reason = tap.getRefusal().getReason();
        boolean free = reason == Reason.UNKNOWN_CARD || reason == Reason.CARD_INACTIVE;
        if (!free || tap.getCard().size() < MIN_CARD || tap.getCard().size() > MAX_CARD) {
            return new NoEffect();
        }
        boolean whole =
                tap.getForm().isEmpty()
                        || CardForm.of(tap.getForm())
                                .filter(form -> form.keeps() == CardForm.Keeps.ALL)
                                .isPresent();
        return new Stranger(
                CardId.of(tap.getCard().toByteArray()),
                whole,
                tap.getClock() == ClockState.CLOCK_SYNCED,
                Instant.ofEpochMilli(tap.getWallMillis()));
    }

    private static Reading handed(TapRecord tap) {
        try {
            return new Handed(
                    new OrderId(tap.getServe().getOrder()),
                    new StudentId(tap.getServe().getStudent()),
                    tap.getWallMillis(),
                    tap.hasByHand() ? Optional.of(byHand(tap)) : Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Poison(
                    "serve of order %d for student %d: no such ids can be"
                            .formatted(tap.getServe().getOrder(), tap.getServe().getStudent()));
        }
    }

    private static Reading takenBack(long sequence, TapRecord tap) {
        Undo undo = tap.getUndo();
        if (undo.getSequence() < 1 || undo.getSequence() >= sequence) {
            return new Poison(
                    "it takes back record %s, which is none before it"
                            .formatted(Long.toUnsignedString(undo.getSequence())));
        }
        try {
            return new TakenBack(
                    undo.getSequence(),
                    new OrderId(undo.getOrder()),
                    new StudentId(undo.getStudent()),
                    tap.getWallMillis(),
                    byHand(tap));
        } catch (IllegalArgumentException e) {
            return new Poison(
                    "it takes back order %d of student %d: no such ids can be"
                            .formatted(undo.getOrder(), undo.getStudent()));
        }
    }

    private static Deliveries.ByHand byHand(TapRecord tap) {
        return new Deliveries.ByHand(
                new StaffId(tap.getByHand().getStaff()).value(),
                tap.getByHand().getReason().name());
    }
}

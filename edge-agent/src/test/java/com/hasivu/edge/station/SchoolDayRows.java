package com.hasivu.edge.station;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import java.util.List;

/** The rows of a snapshot of three children. */
public final class SchoolDayRows {
    /** Asha's, whose order is 71. */
    public static final String CARD = "04A1B2C3";

    private SchoolDayRows() {}

    /** Each with a card and an order, the window open all day. */
    public static List<Row> ofThree() {
        return List.of(
                allDay(),
                card(CARD, CardState.CARD_STATE_ACTIVE, 1),
                card("04000002", CardState.CARD_STATE_ACTIVE, 2),
                card("04000003", CardState.CARD_STATE_ACTIVE, 3),
                student(1, "Asha"),
                student(2, "Bala"),
                student(3, "Chitra"),
                order(71, 1),
                order(72, 2),
                order(73, 3));
    }

    /** A meal window that is always open. */
    static Row allDay() {
        return Row.newBuilder()
                .setWindow(
                        WindowRow.newBuilder()
                                .setWindow("all-day")
                                .setName("All day")
                                .setOpensMinute(0)
                                .setClosesMinute(1_440))
                .build();
    }

    static Row card(String uid, CardState state, long student) {
        return Row.newBuilder()
                .setCard(
                        CardRow.newBuilder()
                                .setUid(ByteString.copyFrom(new CardId(uid).bytes()))
                                .setState(state)
                                .setStudent(student))
                .build();
    }

    static Row student(long id, String name) {
        return Row.newBuilder()
                .setStudent(
                        StudentRow.newBuilder()
                                .setStudent(id)
                                .setName(name)
                                .setSchoolClass("4 B")
                                .setActive(true))
                .build();
    }

    static Row order(long id, long student) {
        return Row.newBuilder()
                .setOrder(
                        OrderRow.newBuilder()
                                .setOrder(id)
                                .setStudent(student)
                                .setWindow("all-day")
                                .setState(OrderState.ORDER_STATE_CONFIRMED)
                                .setMeal("2 x Idli"))
                .build();
    }
}

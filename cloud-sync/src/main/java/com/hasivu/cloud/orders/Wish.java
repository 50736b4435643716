package com.hasivu.cloud.orders;

import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.LocalDate;
import java.util.List;

/** A wish: prices are not asked, they are the menu's. */
public record Wish(StudentId student, LocalDate day, WindowId window, List<Line> lines) {
    public Wish {
        lines = List.copyOf(lines);
    }

    /** One dish of it. */
    public record Line(long dish, int quantity) {}
}

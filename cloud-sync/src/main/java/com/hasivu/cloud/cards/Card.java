package com.hasivu.cloud.cards;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A card of a school.
 *
 * @param form {@code card}, {@code wristband} or {@code fob}
 * @param student empty while it belongs to nobody
 * @param lastDay last day of validity; empty when it has no end
 */
public record Card(
        long id,
        SchoolId school,
        CardId uid,
        CardType type,
        String form,
        CardState state,
        Optional<StudentId> student,
        Optional<LocalDate> lastDay) {}

package com.hasivu.edge.signal;

import com.hasivu.edge.journal.RecordId;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.Reason;

import java.time.Instant;
import java.util.Optional;

/** Signals as the tap path gives them. For tests. */
public final class Outcomes {
    private Outcomes() {}

    public static Shown shown(Shown.Lamp lamp) {
        return shown(lamp, Optional.empty(), true);
    }

    public static Shown refused(Reason reason, boolean recorded) {
        return shown(Shown.Lamp.REFUSE, Optional.of(reason), recorded);
    }

    private static Shown shown(Shown.Lamp lamp, Optional<Reason> reason, boolean recorded) {
        return new Shown(
                Instant.parse("2026-11-23T06:12:00Z"),
                "counter-1-a",
                new CardId("04A1B2C3"),
                lamp,
                reason,
                "",
                "",
                recorded ? Optional.of(new RecordId(1, 12)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                9,
                new Shown.Stages(1_000_000, 2_000_000, 3_000_000, 4_000_000));
    }
}

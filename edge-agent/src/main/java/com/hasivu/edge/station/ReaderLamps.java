package com.hasivu.edge.station;

import com.hasivu.edge.signal.Outcome;
import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.signal.Signal;
import com.hasivu.reader.Indication;

/** A reader that has a lamp or a buzzer of its own tells about its own taps. Back at once. */
record ReaderLamps(Readers readers) implements Signal {
    @Override
    public long show(Shown shown) {
        readers.byName(shown.reader())
                .ifPresent(
                        loop -> {
                            var unused = loop.indicate(indication(Outcome.of(shown)));
                        });
        return System.nanoTime();
    }

    static Indication indication(Outcome outcome) {
        return switch (outcome) {
            case SERVED -> Indication.ACCEPTED;
            case ALREADY_SERVED, NO_ORDER, BLOCKED, UNKNOWN_CARD, SCHOOL_CARD, REFUSED ->
                    Indication.REFUSED;
            case OUT_OF_SERVICE -> Indication.OUT_OF_SERVICE;
        };
    }
}

package com.hasivu.edge.serving;

import com.hasivu.edge.signal.Shown;
import com.hasivu.protocol.wire.Reason;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts since the start. Thread-safe. */
final class Tally {
    private final AtomicLong taps = new AtomicLong();
    private final AtomicLong serves = new AtomicLong();
    private final AtomicLong reshown = new AtomicLong();
    private final AtomicLong outOfService = new AtomicLong();
    private final Map<Reason, AtomicLong> refusals = new EnumMap<>(Reason.class);
    private volatile Optional<Shown> last = Optional.empty();

    Tally() {
        for (Reason reason : Reason.values()) {
            refusals.put(reason, new AtomicLong());
        }
    }

    void count(Shown shown) {
        last = Optional.of(shown);
        taps.incrementAndGet();
        switch (shown.lamp()) {
            case SERVE -> serves.incrementAndGet();
            case RESHOWN -> reshown.incrementAndGet();
            case OUT_OF_SERVICE -> outOfService.incrementAndGet();
            case REFUSE -> {
                AtomicLong count = refusals.get(shown.reason().orElseThrow());
                if (count != null) {
                    count.incrementAndGet();
                }
            }
        }
    }

    TapCounters counters() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        refusals.forEach(
                (reason, count) -> {
                    if (count.get() > 0) {
                        counts.put(reason, count.get());
                    }
                });
        return new TapCounters(
                taps.get(),
                serves.get(),
                Map.copyOf(counts),
                reshown.get(),
                outOfService.get(),
                last);
    }
}

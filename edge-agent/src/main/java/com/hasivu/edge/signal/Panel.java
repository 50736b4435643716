package com.hasivu.edge.signal;

import com.hasivu.reader.bus.OutputPins;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The wired parts. What goes off goes off first, so that red and green are never lit together. Not
 * thread-safe.
 */
final class Panel implements AutoCloseable {
    private final LampWiring wiring;
    private final OutputPins pins;
    private final Set<Part> on = EnumSet.noneOf(Part.class);
    private boolean certain = true; // every pin is as said

    Panel(LampWiring wiring, OutputPins pins) {
        this.wiring = wiring;
        this.pins = pins;
    }

    /**
     * Switches every part, also after one of them failed.
     *
     * @throws RuntimeException the first failure
     */
    void show(Set<Part> wanted) {
        RuntimeException first = switched(wanted, false, null);
        first = switched(wanted, true, first);
        certain = first == null;
        if (first != null) {
            throw first;
        }
    }

    private @Nullable RuntimeException switched(
            Set<Part> wanted, boolean toOn, @Nullable RuntimeException before) {
        RuntimeException first = before;
        for (Map.Entry<Part, Integer> wire : wiring.pins().entrySet()) {
            Part part = wire.getKey();
            boolean want = wanted.contains(part);
            if (want == toOn && (!certain || on.contains(part) != want)) {
                try {
                    pins.set(wire.getValue(), wiring.level(part, want));
                } catch (RuntimeException e) {
                    first = first == null ? e : first;
                }
                if (want) {
                    on.add(part);
                } else {
                    on.remove(part);
                }
            }
        }
        return first;
    }

    @Override
    public void close() {
        pins.close();
    }
}

package com.hasivu.simulator.reader.llrp;

import com.hasivu.simulator.reader.llrp.LlrpParameters.Wrong;
import com.hasivu.simulator.reader.llrp.LlrpRoSpec.State;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The ROSpecs a reader was given: disabled, then inactive, then active. Source: LLRP 1.0.1, figure
 * 4 and section 10.1. They outlive the connection. Not thread-safe.
 */
final class LlrpRoSpecs {
    private static final int ALL = 0;

    /** M_FieldError. */
    private static final int NO_SUCH = 101;

    /** As an Impinj R420. */
    static final int MOST = 1;

    private final Map<Integer, LlrpRoSpec> specs = new LinkedHashMap<>();

    void add(LlrpRoSpec spec) {
        if (specs.containsKey(spec.id())) {
            throw new Wrong(NO_SUCH, "ROSpec %d is there already".formatted(spec.id()));
        }
        if (specs.size() == MOST) {
            throw new Wrong(NO_SUCH, "no room for another ROSpec");
        }
        specs.put(spec.id(), spec);
    }

    /** Those that were active. */
    List<LlrpRoSpec> delete(int id) {
        List<LlrpRoSpec> gone = chosen(id);
        gone.forEach(spec -> specs.remove(spec.id()));
        return gone.stream().filter(spec -> spec.state() == State.ACTIVE).toList();
    }

    /** Those that start by it. */
    List<LlrpRoSpec> enable(int id) {
        change(
                id,
                spec ->
                        spec.state() != State.DISABLED
                                ? spec
                                : spec.in(spec.startsAtOnce() ? State.ACTIVE : State.INACTIVE));
        return chosen(id).stream().filter(spec -> spec.state() == State.ACTIVE).toList();
    }

    void start(int id) {
        if (id == ALL) {
            throw new Wrong(NO_SUCH, "ROSpec 0 cannot be started");
        }
        change(
                id,
                spec -> {
                    if (spec.state() == State.DISABLED) {
                        throw new Wrong(NO_SUCH, "ROSpec %d is disabled".formatted(id));
                    }
                    return spec.in(State.ACTIVE);
                });
    }

    /** Those that were active. */
    List<LlrpRoSpec> stop(int id) {
        List<LlrpRoSpec> active =
                chosen(id).stream().filter(spec -> spec.state() == State.ACTIVE).toList();
        active.forEach(spec -> specs.put(spec.id(), spec.in(State.INACTIVE)));
        return active;
    }

    /** Those that were active. */
    List<LlrpRoSpec> disable(int id) {
        List<LlrpRoSpec> active = stop(id);
        change(id, spec -> spec.in(State.DISABLED));
        return active;
    }

    Optional<LlrpRoSpec> active() {
        return specs.values().stream().filter(spec -> spec.state() == State.ACTIVE).findFirst();
    }

    private void change(int id, UnaryOperator<LlrpRoSpec> change) {
        chosen(id).forEach(spec -> specs.put(spec.id(), change.apply(spec)));
    }

    private List<LlrpRoSpec> chosen(int id) {
        if (id != ALL && !specs.containsKey(id)) {
            throw new Wrong(NO_SUCH, "there is no ROSpec %d".formatted(id));
        }
        return id == ALL ? List.copyOf(specs.values()) : List.of(specs.get(id));
    }
}

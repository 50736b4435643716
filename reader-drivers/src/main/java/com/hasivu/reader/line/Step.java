package com.hasivu.reader.line;

import java.util.List;

/** A machine's answer: the state from now on, and what to do, in order. */
public record Step<S>(S state, List<Effect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    public static <S> Step<S> to(S state, Effect... effects) {
        return new Step<>(state, List.of(effects));
    }
}

package com.hasivu.cloud.saga;

import com.hasivu.cloud.observe.Trace;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * A saga as it is kept.
 *
 * @param step how many steps are done
 * @param attempt how often the next one was tried in vain
 * @param failure why it is undone, or why the last try was in vain
 * @param trace of the request that began it
 */
public record SagaRow(
        long id,
        String definition,
        String subject,
        SagaState state,
        int step,
        int attempt,
        Optional<Instant> deadline,
        Optional<String> failure,
        Optional<Trace> trace) {
    boolean over(Instant now) {
        return state == SagaState.RUNNING && deadline.filter(end -> !now.isBefore(end)).isPresent();
    }

    SagaRow done(int steps) {
        return next(step + 1 == steps ? SagaState.COMPLETED : state, step + 1, null);
    }

    SagaRow undone() {
        return step == 0
                ? next(SagaState.UNDONE, 0, failure.orElse(null))
                : next(state, step - 1, failure.orElse(null));
    }

    SagaRow turned(String why) {
        return next(SagaState.UNDOING, step, why);
    }

    SagaRow triedInVain(String why) {
        return new SagaRow(
                id,
                definition,
                subject,
                state,
                step,
                attempt + 1,
                deadline,
                state == SagaState.UNDOING ? failure : Optional.of(why),
                trace);
    }

    private SagaRow next(SagaState to, int toStep, @Nullable String why) {
        return new SagaRow(
                id, definition, subject, to, toStep, 0, deadline, Optional.ofNullable(why), trace);
    }
}

package com.hasivu.cloud.consent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** An entry as it is answered over HTTP: openapi.yaml, schema Consent. */
record ConsentView(
        long id,
        long student,
        String kind,
        int notice,
        List<String> purposes,
        String language,
        String how,
        @Nullable String reference,
        @Nullable Long guardian,
        long recordedBy,
        Instant recorded) {
    static ConsentView of(Consent entry) {
        return new ConsentView(
                entry.id(),
                entry.student().value(),
                entry.kind().label(),
                entry.notice(),
                entry.purposes(),
                entry.language(),
                entry.how().label(),
                entry.reference().orElse(null),
                entry.guardian().map(guardian -> guardian.value()).orElse(null),
                entry.recordedBy().value(),
                entry.recorded());
    }
}

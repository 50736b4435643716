package com.hasivu.cloud.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hasivu.cloud.rfid.Closure;
import com.hasivu.cloud.rfid.ConflictReview;
import com.hasivu.cloud.rfid.KeptRecord;
import com.hasivu.cloud.rfid.PayloadReview;
import com.hasivu.cloud.rfid.SetAsideReview;
import com.hasivu.cloud.rfid.StationChain;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;

/** Findings as lines for a person, or as one JSON object a line: the same as over HTTP. */
final class ReviewPrinter {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private final PrintWriter out;
    private final boolean json;

    ReviewPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void chain(StationChain chain) {
        if (asJson(chain)) {
            return;
        }
        line(
                "%s/%s epoch %s%s: committed to %d, told of %d",
                chain.school(),
                chain.station(),
                chain.epoch(),
                chain.current() ? "" : " (ended)",
                chain.committed(),
                chain.reported());
        span("missing", chain.missing());
        span("asked for again", chain.asked());
        if (chain.quarantine() != null) {
            line(
                    "  quarantined since %s: %s (%d payloads kept)",
                    chain.quarantine().since(),
                    chain.quarantine().reason(),
                    chain.quarantine().payloadsKept());
        }
        if (chain.wentBack() != null) {
            line(
                    "  went back from record %d to %d at %s",
                    chain.wentBack().from(), chain.wentBack().to(), chain.wentBack().at());
        }
        if (chain.loss() != null) {
            loss(chain.loss());
        }
        closure(chain.closure());
    }

    void setAside(SetAsideReview.Entry entry) {
        if (!asJson(entry)) {
            line(
                    "%s/%s epoch %s record %d, %s: %s; type %d, %d bytes %s",
                    entry.school(),
                    entry.station(),
                    entry.epoch(),
                    entry.sequence(),
                    entry.received(),
                    entry.reason(),
                    entry.type(),
                    entry.bytes(),
                    entry.payload());
        }
    }

    void conflict(ConflictReview.Entry entry) {
        if (asJson(entry)) {
            return;
        }
        line(
                "%d %s/%s epoch %s record %d, %s: %s, order %d, student %d, %s; %s",
                entry.id(),
                entry.school(),
                entry.station(),
                entry.epoch(),
                entry.sequence(),
                entry.recorded(),
                entry.kind(),
                entry.order(),
                entry.student(),
                entry.detail(),
                entry.outcome());
        closure(entry.closure());
    }

    void payload(PayloadReview.Opened opened) {
        if (asJson(opened)) {
            return;
        }
        PayloadReview.Entry entry = opened.payload();
        line(
                "payload %d of %s/%s%s, %s, %d bytes: %s",
                entry.id(),
                entry.school(),
                entry.station(),
                entry.epoch() == null ? ", unreadable here" : " epoch " + entry.epoch(),
                entry.received(),
                entry.bytes(),
                entry.reason());
        opened.records().forEach(this::record);
    }

    void dropped(PayloadReview.Dropped dropped) {
        if (!asJson(dropped)) {
            line(
                    "%s/%s: quarantine full, %d more payloads not kept since %s, the last at %s; the station still has them",
                    dropped.school(),
                    dropped.station(),
                    dropped.payloads(),
                    dropped.since(),
                    dropped.latest());
        }
    }

    private void record(KeptRecord record) {
        line(
                "  record %d (committed: %s) %s %s card %s%s",
                record.sequence(),
                record.committed(),
                record.at() == null ? "-" : record.at(),
                record.outcome(),
                record.card() == null ? "-" : record.card(),
                record.order() == null ? "" : " order " + record.order());
    }

    private void loss(StationChain.Loss loss) {
        line(
                "  replaced by another journal: %s; possibly more made after %s%s",
                loss.from() == null
                        ? "no record known to be lost"
                        : "records %d to %d lost".formatted(loss.from(), loss.to()),
                loss.madeAfter(),
                loss.madeBefore() == null ? "" : " until " + loss.madeBefore());
    }

    private void span(String what, StationChain.@Nullable Span span) {
        if (span != null) {
            line("  %s: records %d to %d, since %s", what, span.from(), span.to(), span.since());
        }
    }

    private void closure(@Nullable Closure closure) {
        if (closure != null) {
            line("  closed at %s by user %d: %s", closure.at(), closure.by(), closure.note());
        }
    }

    private boolean asJson(Object finding) {
        if (json) {
            try {
                out.println(JSON.writeValueAsString(finding));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("cannot write " + finding.getClass(), e);
            }
        }
        return json;
    }

    private void line(String format, @Nullable Object... values) {
        out.println(format.formatted(values));
    }
}

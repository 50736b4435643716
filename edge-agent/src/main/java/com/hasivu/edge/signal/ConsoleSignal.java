package com.hasivu.edge.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * One JSON object per line: a signal for demos and tests, and the station's other events.
 * Thread-safe; each line is one write and a flush.
 *
 * <pre>
 * {"event":"signal","at":"2026-11-23T06:12:00Z","reader":"counter-1-a","card":"..B2C3","decision":"refuse",
 *  "reason":"NOT_PAID","action":"...","detail":"","epoch":"00f3...","sequence":12,"order":77,"student":5,
 *  "snapshotVersion":9,"us":{"read":41,"decide":2,"journal":140,"signal":12,"total":195}}
 * </pre>
 *
 * Fields that do not apply are left out. {@code us} is in microseconds; {@code signal} and {@code
 * total} end where the finished line is handed to the operating system.
 */
public final class ConsoleSignal implements Signal {
    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;
    private final boolean fullCard;

    /**
     * Writes to {@code out}.
     *
     * @param out throws when a line is not taken, as a {@link java.io.PrintStream} does not
     * @param fullCard whether the whole card number is written; else only its last digits
     */
    public ConsoleSignal(OutputStream out, boolean fullCard) {
        this.out = out;
        this.fullCard = fullCard;
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    @Override
    public long show(Shown shown) {
        return line("signal", json -> signal(json, shown));
    }

    private void signal(JsonGenerator json, Shown shown) throws IOException {
        json.writeStringField("at", shown.at().toString());
        json.writeStringField("reader", shown.reader());
        json.writeStringField("card", fullCard ? shown.card().hex() : shown.card().masked());
        json.writeStringField(
                "decision", shown.lamp().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (shown.reason().isPresent()) {
            json.writeStringField("reason", shown.reason().get().name());
        }
        json.writeStringField("action", shown.action());
        if (!shown.detail().isEmpty()) {
            json.writeStringField("detail", shown.detail());
        }
        if (shown.record().isPresent()) {
            json.writeStringField("epoch", shown.record().get().epochHex());
            json.writeNumberField("sequence", shown.record().get().sequence());
        }
        if (shown.order().isPresent()) {
            json.writeNumberField("order", shown.order().get().value());
        }
        if (shown.student().isPresent()) {
            json.writeNumberField("student", shown.student().get().value());
        }
        json.writeNumberField("snapshotVersion", shown.snapshotVersion());
        Shown.Stages stages = shown.stages();
        long now = System.nanoTime();
        json.writeObjectFieldStart("us");
        json.writeNumberField("read", micros(stages.lastByte(), stages.handedOver()));
        json.writeNumberField("decide", micros(stages.handedOver(), stages.decided()));
        json.writeNumberField("journal", micros(stages.decided(), stages.durable()));
        json.writeNumberField("signal", micros(stages.durable(), now));
        json.writeNumberField("total", micros(stages.lastByte(), now));
        json.writeEndObject();
    }

    private static long micros(long from, long to) {
        return (to - from) / 1000;
    }

    /** Taps are accepted from now on. */
    public void ready(long epoch, long snapshotVersion) {
        line(
                "ready",
                json -> {
                    json.writeStringField("epoch", "%016x".formatted(epoch));
                    json.writeNumberField("snapshotVersion", snapshotVersion);
                });
    }

    /** A snapshot is in use. */
    public void snapshot(long version) {
        line("snapshot", json -> json.writeNumberField("version", version));
    }

    /** The MQTT link came up or went down. */
    public void link(boolean up) {
        line("link", json -> json.writeBooleanField("up", up));
    }

    /** The cursor moved. The caller bounds how often. */
    public void acked(long sequence) {
        line("acked", json -> json.writeNumberField("sequence", sequence));
    }

    private long line(String event, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event", event);
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
            synchronized (out) {
                bytes.writeTo(out);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the console does not take the signal", e);
        }
        return System.nanoTime();
    }
}

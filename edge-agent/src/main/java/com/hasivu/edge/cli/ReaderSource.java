package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.control.ControlException;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What one reader tells: through the running station, or opened by this command itself. */
sealed interface ReaderSource extends AutoCloseable {
    /** Whom we listen to, in words. */
    String what();

    /** What was told since the last call, after waiting for it no longer than {@code patience}. */
    List<ObjectNode> next(Duration patience) throws InterruptedException;

    /** Asks its lamp; empty if asked, else why not. */
    String blink();

    @Override
    void close();

    /**
     * The reader of that name.
     *
     * @throws ParameterException if the configuration names no such reader
     */
    static ReaderSource of(ConfigOption config, CommandSpec spec, String name) {
        ReaderConfig reader =
                config.settings().readers().stream()
                        .filter(r -> r.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "no reader '%s' in %s; there are %s"
                                                        .formatted(
                                                                name,
                                                                config.file(),
                                                                config.settings().readers().stream()
                                                                        .map(ReaderConfig::name)
                                                                        .toList())));
        try {
            return new OfStation(config.control(), name);
        } catch (ControlException e) {
            if (e.kind() == ControlException.Kind.NOT_RUNNING) {
                return new ByItself(reader);
            }
            throw e;
        }
    }

    /** The running station owns the reader and tells what it hears. */
    final class OfStation implements ReaderSource {
        private final ControlClient control;
        private final String name;
        private long last;

        private OfStation(ControlClient control, String name) {
            this.control = control;
            this.name = name;
            this.last = news(-1).path("last").asLong();
        }

        private JsonNode news(long since) {
            return control.get("/v1/readers/news?since=%d&reader=%s".formatted(since, name));
        }

        @Override
        public String what() {
            return "reader %s of the running station".formatted(name);
        }

        @Override
        public List<ObjectNode> next(Duration patience) {
            JsonNode news = news(last);
            last = news.path("last").asLong();
            List<ObjectNode> items = new ArrayList<>();
            news.path("items").forEach(item -> items.add((ObjectNode) item));
            if (items.isEmpty()) {
                LockSupport.parkNanos(patience.toNanos());
            }
            return items;
        }

        @Override
        public String blink() {
            JsonNode answer =
                    control.post(
                            "/v1/readers/blink",
                            JsonNodeFactory.instance.objectNode().put("reader", name));
            return answer.path("asked").asBoolean() ? "" : answer.path("why").asText();
        }

        @Override
        public void close() {} // each question has its own connection
    }

    /** Nobody runs the reader: this command does, and serves nobody. */
    final class ByItself implements ReaderSource, TapListener, ReaderStatusListener {
        private final BlockingQueue<ObjectNode> heard = new LinkedBlockingQueue<>();
        private final ReaderConfig reader;
        private final ReaderLoop loop;
        private volatile boolean online;

        private ByItself(ReaderConfig reader) {
            this.reader = reader;
            this.loop = ReaderLoop.of(reader, this, this).start();
        }

        @Override
        public String what() {
            return "reader %s (%s at %s)".formatted(reader.name(), reader.kind(), reader.device());
        }

        @Override
        public List<ObjectNode> next(Duration patience) throws InterruptedException {
            List<ObjectNode> items = new ArrayList<>();
            ObjectNode first = heard.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                items.add(first);
                heard.drainTo(items);
            }
            return items;
        }

        @Override
        public String blink() {
            return switch (loop.indicate(Indication.BLINK)) {
                case ASKED -> "";
                case OFFLINE -> "the reader is not online";
                case NO_LAMP -> "this kind of reader has no lamp or buzzer that can be asked";
            };
        }

        boolean isOnline() {
            return online;
        }

        @Override
        public void tap(Arrival arrival, String name) {
            heard.add(node("tap", arrival.read()).put("quality", arrival.quality().name()));
        }

        @Override
        public void history(TagSeen read, String name) {
            heard.add(node("history", read.read()));
        }

        private static ObjectNode node(String what, CardRead read) {
            ObjectNode node =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("what", what)
                            .put("card", read.card().hex())
                            .put("form", read.form().label())
                            .put("family", read.family().name());
            read.strength().ifPresent(strength -> node.put("strength", strength));
            return node;
        }

        @Override
        public void changed(String name, ReaderStatus status) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            switch (status) {
                case ReaderStatus.Online(var detail) ->
                        node.put("what", "online").put("detail", detail);
                case ReaderStatus.Offline(var why) ->
                        node.put("what", "offline").put("detail", why);
                case ReaderStatus.Stopped stopped -> node.put("what", "stopped").put("detail", "");
            }
            online = status instanceof ReaderStatus.Online;
            heard.add(node);
        }

        @Override
        public void fault(String name, ReaderEvent.Fault fault) {
            heard.add(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("what", "fault")
                            .put("detail", fault.what() + " x " + fault.count()));
        }

        @Override
        public void close() {
            loop.close();
        }
    }
}

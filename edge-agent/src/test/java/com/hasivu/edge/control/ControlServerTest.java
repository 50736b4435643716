package com.hasivu.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A real socket; the desk is a bad one. */
class ControlServerTest {
    @TempDir Path folder;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    /** Never answers a status in time, and quotes what it is asked when it fails. */
    private final class BadDesk implements Desk {
        @Override
        public JsonNode lookup(List<CardNumbers.Reading> number) {
            throw new IllegalStateException("asked for nothing");
        }

        @Override
        public Optional<JsonNode> readerNews(String reader, long since) {
            return Optional.empty();
        }

        @Override
        public Optional<JsonNode> testSignals(String outcome) {
            return Optional.empty();
        }

        @Override
        public Optional<JsonNode> blink(String reader) {
            return Optional.empty();
        }

        @Override
        public JsonNode status() {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError("an interrupt in a write closes the file", e);
            }
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public JsonNode tap(CardId card, String reader, boolean dryRun) {
            throw new IllegalStateException("tap of " + card.hex());
        }

        @Override
        public JsonNode lookup(CardId card) {
            throw new IllegalStateException("lookup of " + card.hex());
        }

        @Override
        public JsonNode lookup(String name) {
            throw new IllegalStateException(
                    "lookup of " + name, new IllegalArgumentException("name " + name));
        }

        @Override
        public JsonNode demo(boolean on) {
            throw new AssertionError("nobody shows anything here");
        }

        @Override
        public JsonNode journal(int count) {
            return JsonNodeFactory.instance.arrayNode();
        }

        @Override
        public JsonNode snapshot() {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private interface Body {
        void run(ControlClient client) throws Exception;
    }

    /** What is logged while a question is asked, traces and all. */
    private String logOf(Body body) throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(ControlHandler.class);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        logger.addAppender(log);
        Path socket = folder.resolve("control.sock");
        try (ControlServer server = ControlServer.open(socket, new BadDesk())) {
            body.run(new ControlClient(socket));
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream()
                .map(e -> e.getFormattedMessage() + "\n" + trace(e))
                .collect(Collectors.joining("\n"));
    }

    private static String trace(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null ? "" : ThrowableProxyUtil.asString(thrown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/lookup?name=Asha%zz",
                "/v1/lookup?card=04A1B2C3%",
                "/v1/journal?count=%4",
                "/v1/lookup%zz?name=Asha",
                "/v1/snapshot?name=Asha%zz"
            })
    void question_badlyEscapedIsABadRequestAndNotLogged(String question) throws Exception {
        String log =
                logOf(
                        client ->
                                assertThatThrownBy(() -> client.get(question))
                                        .isInstanceOf(ControlException.class)
                                        .hasMessageStartingWith("path or query is badly escaped")
                                        .hasMessageNotContainingAny("Asha", "04A1B2C3"));
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=Asha", "card=04A1B2C3"})
    void failure_isLoggedWithPathAndFramesButWithoutTheQuestion(String query) throws Exception {
        String log =
                logOf(
                        client ->
                                assertThatThrownBy(() -> client.get("/v1/lookup?" + query))
                                        .isInstanceOf(ControlException.class)
                                        .hasMessageContaining("see the station's log"));
        assertThat(log)
                .contains("control request /v1/lookup failed")
                .contains("java.lang.IllegalStateException", "at ", "BadDesk.lookup")
                .doesNotContain("Asha", "04A1B2C3");
    }

    @Test
    @Timeout(180)
    void close_leavesAnAnswerThatTakesTooLongToItself() throws Exception {
        Path socket = folder.resolve("control.sock");
        ControlServer server = ControlServer.open(socket, new BadDesk());
        Thread client =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        assertThatThrownBy(
                                                        () ->
                                                                new ControlClient(socket)
                                                                        .get("/v1/status"))
                                                .isInstanceOf(ControlException.class));
        asked.await();
        Thread closing = Thread.ofPlatform().daemon().start(() -> close(server));
        try {
            assertThat(closing.join(Duration.ofSeconds(60))).as("closed").isTrue();
            assertThat(socket).doesNotExist();
        } finally {
            answer.countDown();
        }
        client.join();
    }

    private static void close(ControlServer server) {
        try {
            server.close();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}

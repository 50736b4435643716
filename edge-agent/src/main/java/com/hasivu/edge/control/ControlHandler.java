package com.hasivu.edge.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Routes one question and closes. Errors are problem documents, RFC 9457. */
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final int MAX_RECORDS = 1_000;
    private static final int CAUSES = 8; // logged at most
    private static final Pattern READER = Pattern.compile("[a-z0-9-]{1,40}");

    private final Desk desk;
    private final Executor workers;

    ControlHandler(Desk desk, Executor workers) {
        this.desk = desk;
        this.workers = workers;
    }

    /** The question is wrong. */
    private static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;
        private final HttpResponseStatus status;

        BadRequestException(HttpResponseStatus status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** A question, taken off the connection's thread. */
    private record Question(boolean sound, HttpMethod method, String uri, String body) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Question question =
                new Question(
                        request.decoderResult().isSuccess(),
                        request.method(),
                        request.uri(),
                        request.content().toString(StandardCharsets.UTF_8));
        workers.execute(() -> answer(context, question));
    }

    private void answer(ChannelHandlerContext context, Question question) {
        HttpResponseStatus status = HttpResponseStatus.OK;
        JsonNode body;
        try {
            body = answer(question);
        } catch (BadRequestException e) {
            status = e.status;
            body = problem(status, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String path = new QueryStringDecoder(question.uri()).rawPath(); // no name, no card
            LOG.error("control request {} failed", path, mute(e, CAUSES));
            status = HttpResponseStatus.INTERNAL_SERVER_ERROR;
            body = problem(status, "failed: " + e.getMessage() + "; see the station's log");
        }
        write(context, status, body);
    }

    private JsonNode answer(Question question) throws BadRequestException {
        if (!question.sound()) {
            throw bad("is not HTTP");
        }
        QueryStringDecoder uri = decoded(question.uri());
        return switch (uri.path()) {
            case "/v1/status" -> get(question, desk::status);
            case "/v1/snapshot" -> get(question, desk::snapshot);
            case "/v1/lookup" -> lookup(uri);
            case "/v1/journal" -> desk.journal(count(uri));
            case "/v1/tap" -> tap(question);
            case "/v1/readers/news" -> readerNews(uri);
            case "/v1/readers/blink" -> blink(question);
            case "/v1/signals/test" -> testSignals(question);
            case "/v1/demo" -> demo(question);
            default ->
                    throw new BadRequestException(
                            HttpResponseStatus.NOT_FOUND,
                            "no such path; there are /v1/status, /v1/tap, /v1/lookup, /v1/journal,"
                                    + " /v1/snapshot, /v1/readers/news, /v1/readers/blink,"
                                    + " /v1/signals/test and /v1/demo");
        };
    }

    /**
     * Netty decodes path and parameters when first asked, and keeps them: so nothing throws later.
     */
    private static QueryStringDecoder decoded(String uri) throws BadRequestException {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri);
            decoder.path();
            decoder.parameters();
            return decoder;
        } catch (IllegalArgumentException e) { // its message quotes all of it
            throw bad(
                    "path or query is badly escaped; write % and two hex digits, %25 for % itself");
        }
    }

    /** For the log, types and frames only: a message may quote a child's name or card. */
    private static Throwable mute(Throwable e, int causes) {
        Throwable cause = e.getCause();
        Throwable mute = new Throwable(e.getClass().getName());
        if (cause != null && causes > 0) {
            mute.initCause(mute(cause, causes - 1));
        }
        mute.setStackTrace(e.getStackTrace());
        return mute;
    }

    private static JsonNode get(Question question, Supplier<JsonNode> answer)
            throws BadRequestException {
        if (!question.method().equals(HttpMethod.GET)) {
            throw new BadRequestException(HttpResponseStatus.METHOD_NOT_ALLOWED, "use GET");
        }
        return answer.get();
    }

    private JsonNode tap(Question question) throws BadRequestException {
        JsonNode body = posted(question, "{\"card\":\"04A1B2C3\"}");
        String reader = body.path("reader").asText("control");
        if (!READER.matcher(reader).matches()) {
            throw bad("reader '%s' is not 1 to 40 of a-z, 0-9 and '-'".formatted(reader));
        }
        return desk.tap(
                card(body.path("card").asText("")), reader, body.path("dryRun").asBoolean(false));
    }

    private static JsonNode posted(Question question, String example) throws BadRequestException {
        if (!question.method().equals(HttpMethod.POST)) {
            throw new BadRequestException(HttpResponseStatus.METHOD_NOT_ALLOWED, "use POST");
        }
        try {
            return JSON.readTree(question.body());
        } catch (JsonProcessingException e) {
            throw bad("body is not JSON; send " + example);
        }
    }

    private JsonNode readerNews(QueryStringDecoder uri) throws BadRequestException {
        String reader = uri.parameters().getOrDefault("reader", List.of("")).getFirst();
        String since = uri.parameters().getOrDefault("since", List.of("-1")).getFirst();
        if (!since.matches("-1|\\d{1,18}")) {
            throw bad("since '%s' is no number of an item".formatted(since));
        }
        return desk.readerNews(reader, Long.parseLong(since)).orElseThrow(() -> noReader(reader));
    }

    private JsonNode blink(Question question) throws BadRequestException {
        String reader = posted(question, "{\"reader\":\"counter-1\"}").path("reader").asText("");
        return desk.blink(reader).orElseThrow(() -> noReader(reader));
    }

    private JsonNode testSignals(Question question) throws BadRequestException {
        String outcome = posted(question, "{\"outcome\":\"served\"}").path("outcome").asText("");
        return desk.testSignals(outcome)
                .orElseThrow(
                        () -> bad("outcome '%s' is none; send one like served".formatted(outcome)));
    }

    private JsonNode demo(Question question) throws BadRequestException {
        JsonNode on = posted(question, "{\"on\":true}").path("on");
        if (!on.isBoolean()) {
            throw bad("on is neither true nor false");
        }
        return desk.demo(on.asBoolean());
    }

    private static BadRequestException noReader(String reader) {
        return new BadRequestException(
                HttpResponseStatus.NOT_FOUND,
                "no reader '%s' here; 'hasivu-edge readers list' names them".formatted(reader));
    }

    private JsonNode lookup(QueryStringDecoder uri) throws BadRequestException {
        List<String> card = uri.parameters().getOrDefault("card", List.of());
        List<String> name = uri.parameters().getOrDefault("name", List.of());
        List<String> number = uri.parameters().getOrDefault("number", List.of());
        if (card.size() + name.size() + number.size() == 1) {
            if (!card.isEmpty()) {
                return desk.lookup(card(card.getFirst()));
            }
            if (!number.isEmpty()) {
                return desk.lookup(readings(number.getFirst()));
            }
            if (!name.getFirst().isBlank()) {
                return desk.lookup(name.getFirst().strip());
            }
        }
        throw bad("give one of card=UID, number=AS-PRINTED and name=TEXT");
    }

    private static int count(QueryStringDecoder uri) throws BadRequestException {
        String text = uri.parameters().getOrDefault("count", List.of("20")).getFirst();
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MAX_RECORDS) {
            throw bad("count '%s' is not 0 to %d".formatted(text, MAX_RECORDS));
        }
        return Integer.parseInt(text);
    }

    private static List<CardNumbers.Reading> readings(String text) throws BadRequestException {
        try {
            return CardNumbers.read(text);
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static CardId card(String text) throws BadRequestException {
        try {
            return CardId.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static BadRequestException bad(String message) {
        return new BadRequestException(HttpResponseStatus.BAD_REQUEST, message);
    }

    private static ObjectNode problem(HttpResponseStatus status, String detail) {
        return JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail);
    }

    private static void write(
            ChannelHandlerContext context, HttpResponseStatus status, JsonNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        status.code() < 400 ? "application/json" : "application/problem+json")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("control connection dropped: {}", cause.toString());
        context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}

package com.hasivu.edge.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Answers one question and closes. */
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Supplier<String> metrics;
    private final Supplier<Health> health;
    private final Executor reader;

    MetricsHandler(Supplier<String> metrics, Supplier<Health> health, Executor reader) {
        this.metrics = metrics;
        this.health = health;
        this.reader = reader;
    }

    private record Answer(HttpResponseStatus status, String type, String body) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        String path = request.uri();
        boolean reads = request.method().equals(HttpMethod.GET);
        try {
            reader.execute(() -> write(context, answer(reads, path)));
        } catch (RejectedExecutionException e) {
            LOG.debug("metrics: too many questions at once, or the station ends");
            context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private Answer answer(boolean reads, String uri) {
        try {
            String path = new QueryStringDecoder(uri).rawPath();
            if (!reads) {
                return new Answer(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "use GET\n");
            }
            return switch (path) {
                case "/metrics" ->
                        new Answer(HttpResponseStatus.OK, Exposition.CONTENT_TYPE, metrics.get());
                case "/health" -> health(health.get());
                default ->
                        new Answer(
                                HttpResponseStatus.NOT_FOUND,
                                TEXT,
                                "there are /metrics and /health\n");
            };
        } catch (RuntimeException e) {
            LOG.warn("metrics: a reading failed: {}; the next one is tried anew", e.toString());
            return new Answer(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, TEXT, "see the station's log\n");
        }
    }

    private static Answer health(Health now) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("state", now.isGood() ? "ok" : "degraded");
        ArrayNode problems = node.putArray("problems");
        now.problems().forEach(problems::add);
        return new Answer(
                now.isGood() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                "application/json",
                node + "\n");
    }

    private static void write(ChannelHandlerContext context, Answer answer) {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("metrics connection dropped: {}", cause.toString());
        context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}

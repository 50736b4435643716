package com.hasivu.edge.screen;

import com.hasivu.edge.screen.Routes.Question;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes one question of a connection, has it answered on a thread of its own, and closes. When the
 * browser leaves before, that thread is interrupted.
 */
final class ScreenHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ScreenHandler.class);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Routes routes;
    private final Streams streams;
    private final Executor threads;
    private boolean asked; // of the I/O thread

    ScreenHandler(Routes routes, Streams streams, Executor threads) {
        this.routes = routes;
        this.streams = streams;
        this.threads = threads;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            var unused = context.close(); // it was told that the first is the last
            return;
        }
        asked = true;
        context.pipeline().remove(ReadTimeoutHandler.class);
        boolean whole = request.decoderResult().isSuccess();
        Question question =
                new Question(
                        request.method(),
                        whole ? new QueryStringDecoder(request.uri()).rawPath() : "",
                        request.headers().copy(),
                        ByteBufUtil.getBytes(request.content()));
        try {
            threads.execute(() -> answer(context.channel(), whole, question));
        } catch (RejectedExecutionException e) {
            LOG.debug("the screen ends");
            var unused = context.close();
        }
    }

    private void answer(Channel channel, boolean whole, Question question) {
        Thread mine = Thread.currentThread(); // never used again after this question
        channel.closeFuture().addListener(closed -> mine.interrupt());
        try {
            Optional<String> closed = Doors.closed(question.headers());
            if (!whole) {
                write(channel, Answer.text(400, "malformed"));
            } else if (closed.isPresent()) {
                write(channel, Answer.text(421, closed.get()));
            } else if (question.method().equals(HttpMethod.GET)
                    && question.path().equals("/events")) {
                streams.serve(channel, question.headers());
            } else {
                write(channel, routes.answer(question));
            }
        } catch (InterruptedException e) {
            var unused = channel.close(); // who asked has left, or the station ends
        } catch (RuntimeException e) {
            LOG.error("a question of the screen failed", e);
            write(channel, Answer.text(500, "see the station's log"));
        }
    }

    static void write(Channel channel, Answer answer) {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        Unpooled.wrappedBuffer(answer.body()));
        guard(response, answer.type());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** What every answer says to the browser. */
    static void guard(HttpResponse response, String type) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("Content-Security-Policy", POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection of the screen dropped: {}", cause.toString());
        var unused = context.close();
    }
}

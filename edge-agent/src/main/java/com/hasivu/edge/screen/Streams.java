package com.hasivu.edge.screen;

import com.hasivu.edge.screen.Listeners.Listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The streams of events: the newest state at once, unless the browser has it, then each new one.
 * What comes while one is still being sent is left out for a newer one. Who does not take an event
 * within {@link #SLOW} is dropped, and may come again. Thread-safe.
 */
final class Streams {
    static final Duration SLOW = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final ScreenFeed feed;
    private final Listeners listeners = new Listeners();
    private final String boot = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private final Pattern ours = Pattern.compile(boot + "-([0-9]{1,18})");

    Streams(ScreenFeed feed) {
        this.feed = feed;
    }

    int listeners() {
        return listeners.count();
    }

    /** Returns when the stream has ended. */
    void serve(Channel channel, HttpHeaders asked) throws InterruptedException {
        Listener one =
                new Listener(
                        ((InetSocketAddress) channel.remoteAddress()).getAddress(),
                        () -> {
                            var unused = channel.close();
                        });
        if (!listeners.add(one)) {
            ScreenHandler.write(
                    channel, Answer.text(503, "at most %d screens".formatted(Listeners.ALL)));
            return;
        }
        try {
            var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            ScreenHandler.guard(head, "text/event-stream");
            HttpUtil.setTransferEncodingChunked(head, true);
            var unused = channel.write(head);
            if (send(channel, "retry: 1000\n\n")) {
                follow(channel, lastSeen(asked.get("Last-Event-ID", "")));
            }
        } finally {
            listeners.remove(one);
            var unused = channel.close();
        }
    }

    private void follow(Channel channel, long lastSeen) throws InterruptedException {
        long seen = lastSeen;
        boolean taken = true;
        while (taken && !feed.closed()) {
            Optional<ScreenFeed.Event> next = feed.await(seen, HEARTBEAT);
            if (next.isPresent()) {
                seen = next.get().id();
                taken =
                        send(
                                channel,
                                "id: %s-%d\ndata: %s\n\n".formatted(boot, seen, next.get().json()));
            } else {
                taken = send(channel, "event: here\ndata:\n\n"); // told, so the page can miss it
            }
        }
    }

    /** Whether it was taken. */
    private static boolean send(Channel channel, String text) throws InterruptedException {
        ChannelFuture sent =
                channel.writeAndFlush(
                        new DefaultHttpContent(
                                Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
        if (!sent.await(SLOW.toMillis())) {
            LOG.warn(
                    "the screen at {} took nothing for {} s and is dropped; it comes again by itself when it can",
                    channel.remoteAddress(),
                    SLOW.toSeconds());
        }
        return sent.isSuccess();
    }

    /** The last event that this process sent to this browser; 0: none. */
    private long lastSeen(String id) {
        var match = ours.matcher(id);
        return match.matches() ? Long.parseLong(match.group(1)) : 0;
    }
}

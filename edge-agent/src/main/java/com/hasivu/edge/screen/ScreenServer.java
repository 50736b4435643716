package com.hasivu.edge.screen;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.supervision.Supervision;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves the counter's page, its events and a supervisor's acts. docs/screen.md.
 *
 * <p>Threading: one I/O thread, a virtual thread for each question, and one platform thread for
 * what is journalled; a browser's stream of events is a question that does not end. At most {@link
 * #MAX_CONNECTIONS}, of which {@link Listeners#ALL} are streams.
 */
public final class ScreenServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScreenServer.class);
    static final int MAX_CONNECTIONS = 64;
    private static final int MAX_BODY = 4 * 1024;
    private static final int ASK_SECONDS = 10;
    private static final int END_SECONDS = 3;
    // small, so that who does not read is noticed before much is kept for it
    private static final int SEND_BYTES = 32 * 1024;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("screen-io", true), NioIoHandler.newFactory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    // an interrupt would close the journal's file below whoever writes it
    private final ExecutorService acts =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("by-hand").factory());
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final Streams streams;
    private final Channel channel;

    /** What stands behind the page. */
    public record Parts(
            Supplier<Optional<DayOrders>> orders,
            Supervision supervision,
            HandService hands,
            ScreenFeed feed) {}

    private ScreenServer(InetSocketAddress listen, Parts parts) {
        streams = new Streams(parts.feed());
        Routes routes =
                new Routes(
                        new HandDesk(
                                parts.orders(), parts.supervision(), parts.hands(), parts.feed()),
                        acts);
        try {
            channel =
                    new ServerBootstrap()
                            .group(loop)
                            .channel(NioServerSocketChannel.class)
                            .option(ChannelOption.SO_REUSEADDR, true)
                            .childOption(ChannelOption.SO_SNDBUF, SEND_BYTES)
                            .childHandler(
                                    new ChannelInitializer<Channel>() {
                                        @Override
                                        protected void initChannel(Channel child) {
                                            begin(child, routes);
                                        }
                                    })
                            .bind(listen)
                            .syncUninterruptibly()
                            .channel();
        } catch (Exception e) { // Netty throws what bind threw, unchecked
            stop();
            throw new ScreenException(
                    "screen.listen: %s:%d cannot be had: %s; give another port, or write off"
                            .formatted(listen.getHostString(), listen.getPort(), e.getMessage()),
                    e);
        }
    }

    /**
     * Listens until closed.
     *
     * @throws ScreenException if the address is taken or is none of this machine
     */
    public static ScreenServer open(InetSocketAddress listen, Parts parts) {
        return new ScreenServer(listen, parts);
    }

    private void begin(Channel child, Routes routes) {
        if (!connections.tryAcquire()) {
            var unused = child.close();
            return;
        }
        child.closeFuture().addListener(closed -> connections.release());
        child.pipeline()
                .addLast(new ReadTimeoutHandler(ASK_SECONDS)) // until the question is whole
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MAX_BODY))
                .addLast(new ScreenHandler(routes, streams, threads));
    }

    /** The port, also when any free one was asked for. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Browsers that listen now. */
    int listeners() {
        return streams.listeners();
    }

    /** Waits 3 s for what is on its way to the disk. */
    @Override
    public void close() throws InterruptedException {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        acts.shutdown();
        boolean ended = acts.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            LOG.warn("an act by hand still waits for the disk; its record may or may not be there");
        }
        stop();
    }

    private void stop() {
        acts.shutdown();
        threads.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    }
}

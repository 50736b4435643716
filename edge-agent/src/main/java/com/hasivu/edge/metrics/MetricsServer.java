package com.hasivu.edge.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} for Prometheus and {@code GET /health} for a person or a watcher: 200 when
 * all is well, 503 when someone should look, in both cases JSON with the problems. Nothing else,
 * and nothing that changes anything.
 *
 * <p>Threading: one I/O thread and one that reads the values, as that asks the disk. Both suppliers
 * are called on the latter.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int IDLE_SECONDS = 10;
    private static final int MAX_REQUEST_BYTES = 8 * 1024;
    private static final int WAITING = 16; // beyond, the connection is dropped

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("metrics-io", true), NioIoHandler.newFactory());
    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING),
                    Thread.ofPlatform().daemon().name("metrics").factory());
    private final Channel channel;

    private MetricsServer(
            InetSocketAddress listen, Supplier<String> metrics, Supplier<Health> health) {
        try {
            channel =
                    new ServerBootstrap()
                            .group(loop)
                            .channel(NioServerSocketChannel.class)
                            .childHandler(
                                    new ChannelInitializer<Channel>() {
                                        @Override
                                        protected void initChannel(Channel child) {
                                            child.pipeline()
                                                    .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                                                    .addLast(new HttpServerCodec())
                                                    .addLast(
                                                            new HttpObjectAggregator(
                                                                    MAX_REQUEST_BYTES))
                                                    .addLast(
                                                            new MetricsHandler(
                                                                    metrics, health, reader));
                                        }
                                    })
                            .bind(listen)
                            .syncUninterruptibly()
                            .channel();
        } catch (Exception e) { // Netty throws what bind threw, unchecked
            stop();
            throw new MetricsException(
                    "metrics.listen: %s:%d cannot be had: %s; give another port, or write off"
                            .formatted(listen.getHostString(), listen.getPort(), e.getMessage()),
                    e);
        }
    }

    /**
     * Listens until closed.
     *
     * @throws MetricsException if the port cannot be had
     */
    public static MetricsServer open(
            InetSocketAddress listen, Supplier<String> metrics, Supplier<Health> health) {
        return new MetricsServer(listen, metrics, health);
    }

    /** The port, also when any free one was asked for. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        stop();
    }

    private void stop() {
        reader.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    }
}

package com.hasivu.edge.control;

import com.hasivu.edge.control.ControlException.Kind;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Listens on the control socket, mode 0660: who may enter the state folder and is of its group may
 * ask. Answers are made on threads of their own, as a tap waits for the disk.
 */
public final class ControlServer implements AutoCloseable {
    /** Bytes of a question at most. */
    static final int MAX_REQUEST_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int IDLE_SECONDS = 30;
    private static final int WORKERS = 2;
    private static final int WAITING = 64;
    private static final int END_SECONDS = 3;

    private final Path socket;
    private final EventLoopGroup loop;
    private final ThreadPoolExecutor workers;
    private final Channel channel;

    private ControlServer(
            Path socket, EventLoopGroup loop, ThreadPoolExecutor workers, Channel channel) {
        this.socket = socket;
        this.loop = loop;
        this.workers = workers;
        this.channel = channel;
    }

    /**
     * Opens the socket; a dead one of an earlier process is replaced, as the caller holds the state
     * folder's lock.
     *
     * @throws ControlException if the path does not take a socket
     */
    public static ControlServer open(Path socket, Desk desk) throws InterruptedException {
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("control", true), NioIoHandler.newFactory());
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(
                        WORKERS,
                        WORKERS,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING), // beyond, the connection is dropped
                        Thread.ofPlatform().daemon().name("control-", 1).factory());
        try {
            Files.deleteIfExists(socket);
            Channel channel =
                    new ServerBootstrap()
                            .group(loop)
                            .channel(NioServerDomainSocketChannel.class)
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
                                                    .addLast(new ControlHandler(desk, workers));
                                        }
                                    })
                            .bind(UnixDomainSocketAddress.of(socket))
                            .sync()
                            .channel();
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
            return new ControlServer(socket, loop, workers, channel);
        } catch (IOException | RuntimeException e) {
            stop(loop, workers);
            throw new ControlException(
                    Kind.BROKEN,
                    "control socket %s cannot be opened: %s; check the folder's owner and mode"
                            .formatted(socket, e.getMessage()),
                    e);
        }
    }

    /**
     * Answers nothing any more and removes the socket. Waits 3 s for answers under way: sync and
     * journal are still to be closed.
     */
    @Override
    public void close() throws IOException {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        Files.deleteIfExists(socket);
        stop(loop, workers);
    }

    private static void stop(EventLoopGroup loop, ThreadPoolExecutor workers) {
        workers.shutdown(); // taps under way are finished
        try {
            if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                workers.getQueue().clear(); // no interrupt: in a write it would close the file
                LOG.warn("control is still busy with an answer; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
    }
}

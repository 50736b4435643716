package com.hasivu.simulator.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * One kept connection. The owner sends the next request only after the answer to the last: no
 * pipelining. The listener is called on the connection's event loop: it must not block.
 */
public final class HttpLine implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;

    private final Channel channel;

    private HttpLine(Channel channel) {
        this.channel = channel;
    }

    /** Who hears of answers. */
    public interface Listener {
        /** One answer came, whole. */
        void answered(Answer answer);

        /** The connection is gone; told once. */
        void lost(String why);
    }

    /** Threads for connections; shut it down at the end. */
    public static EventLoopGroup loops(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    }

    /**
     * Connects.
     *
     * @throws IOException if nobody listens there
     */
    public static HttpLine open(EventLoopGroup loops, InetSocketAddress to, Listener listener)
            throws IOException, InterruptedException {
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel made) {
                                        made.pipeline()
                                                .addLast(new AnswerDecoder(), new Ear(listener));
                                    }
                                })
                        .connect(to)
                        .await();
        if (!connecting.isSuccess()) {
            throw new IOException(
                    "cannot connect to http://%s:%d: %s"
                            .formatted(
                                    to.getHostString(),
                                    to.getPort(),
                                    connecting.cause().getMessage()),
                    connecting.cause());
        }
        return new HttpLine(connecting.channel());
    }

    /** Sends a whole request, whose bytes are the connection's now. From any thread. */
    public void send(ByteBuf request) {
        var unused = channel.writeAndFlush(request, channel.voidPromise());
    }

    /** From any thread, any number of times; returns once it is closed. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    private static final class Ear extends SimpleChannelInboundHandler<Answer> {
        private final Listener listener;
        private boolean told;

        Ear(Listener listener) {
            this.listener = listener;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Answer answer) {
            listener.answered(answer);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            tell("the connection was closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            tell(String.valueOf(cause.getMessage()));
            var unused = context.close();
        }

        private void tell(String why) {
            if (!told) {
                told = true;
                listener.lost(why);
            }
        }
    }
}

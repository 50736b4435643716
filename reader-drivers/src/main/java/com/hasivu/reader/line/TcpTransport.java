package com.hasivu.reader.line;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection, or TLS, through Netty. A reader that vanishes without a word (power, cable) is
 * told lost by the system's probes after about 11 s of silence; a family that hears often enough
 * from its reader tells earlier.
 *
 * <p>Threading: Netty's thread puts what comes into a queue and stops reading the socket while
 * {@link #LIMIT} chunks wait, so a slow station slows the reader and holds no more than that.
 * {@link #read} and {@link #write} belong to the reader's thread.
 */
public final class TcpTransport implements Transport {
    /** Chunks of at most {@link TcpOpen#CHUNK} bytes, or a TLS record's 16 KiB. */
    static final int LIMIT = 256;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(2);

    private final BlockingQueue<Got> arrived = new LinkedBlockingQueue<>();
    private final Channel channel;
    private volatile boolean closed;

    private TcpTransport(ReaderConfig config, TcpSettings settings) {
        channel = new TcpOpen(config, settings).connect(new Receiver(config.device()));
    }

    /**
     * Connects to {@code settings}; back within {@link TcpSettings#connectPatience}.
     *
     * @throws ReaderException if nothing answers there, or its certificate is not trusted
     */
    public static TcpTransport open(ReaderConfig config, TcpSettings settings) {
        return new TcpTransport(config, settings);
    }

    /** Netty's thread alone calls it. */
    private final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {
        private final String device;
        private boolean lost;

        Receiver(String device) {
            this.device = device;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            if (!in.isReadable()) {
                return; // an empty TLS record
            }
            var bytes = new byte[in.readableBytes()];
            in.readBytes(bytes);
            arrived.add(new Got.Bytes(bytes, System.nanoTime()));
            if (arrived.size() >= LIMIT) {
                context.channel().config().setAutoRead(false); // read() starts it again
                resume(context.channel()); // or it emptied the queue just before and saw nothing
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost("%s closed the connection".formatted(device));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lost("%s: %s".formatted(device, cause.getMessage()));
            context.channel().close().addListener(done -> {}); // the loss is told already
        }

        private void lost(String why) {
            if (!lost) {
                lost = true;
                arrived.add(new Got.Lost(why));
            }
        }
    }

    private void resume(Channel of) {
        if (!of.config().isAutoRead() && arrived.size() < LIMIT / 2) {
            of.config().setAutoRead(true);
        }
    }

    /** A new connection has no past. */
    @Override
    public int staleBytes() {
        return 0;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        if (closed) {
            return new Got.Closed();
        }
        Got got = arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        resume(channel);
        if (closed) {
            return new Got.Closed();
        }
        return got == null ? new Got.Nothing() : got;
    }

    @Override
    public boolean write(byte[] bytes) {
        var written = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        boolean sent =
                written.awaitUninterruptibly(WRITE_PATIENCE.toMillis()) && written.isSuccess();
        return sent || closed; // a closed connection is no lost one
    }

    @Override
    public void close() {
        closed = true;
        arrived.add(new Got.Closed());
        channel.close().awaitUninterruptibly(CLOSE_PATIENCE.toMillis());
    }
}

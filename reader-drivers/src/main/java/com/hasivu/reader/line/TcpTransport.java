package com.hasivu.reader.line;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/**
 * A TCP connection, or TLS, through Netty.
 *
 * <p>Threading: Netty's thread puts what comes into a queue and stops reading the socket while
 * {@link #LIMIT} chunks wait, so a slow station slows the reader and holds no more than that.
 * {@link #read} and {@link #write} belong to the reader's thread.
 */
public final class TcpTransport implements Transport {
    private static final int LIMIT = 256;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(2);

    /** One small thread serves every reader on the network. */
    private static final EventLoopGroup THREADS =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("reader-net", true), NioIoHandler.newFactory());

    private final BlockingQueue<Got> arrived = new LinkedBlockingQueue<>();
    private final Channel channel;
    private volatile boolean closed;

    private TcpTransport(ReaderConfig config, TcpSettings settings) {
        ChannelFuture connecting =
                bootstrap(config, settings).connect(settings.host(), settings.port());
        channel = connecting.channel();
        if (!connecting.awaitUninterruptibly(settings.connectPatience().plusMillis(500).toMillis())
                || !connecting.isSuccess()) {
            channel.close().syncUninterruptibly();
            throw refused(config, settings, connecting.cause());
        }
        shakeHands(config, settings);
    }

    /**
     * Connects to {@code settings}.
     *
     * @throws ReaderException if nothing answers there, or its certificate is not trusted
     */
    public static TcpTransport open(ReaderConfig config, TcpSettings settings) {
        return new TcpTransport(config, settings);
    }

    private Bootstrap bootstrap(ReaderConfig config, TcpSettings settings) {
        var ssl = settings.tls().map(ca -> trusting(config, ca));
        return new Bootstrap()
                .group(THREADS)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectPatience().toMillis()))
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel made) {
                                ssl.ifPresent(
                                        context ->
                                                made.pipeline()
                                                        .addLast(
                                                                context.newHandler(
                                                                        made.alloc(),
                                                                        settings.host(),
                                                                        settings.port())));
                                made.pipeline().addLast(new Receiver(settings));
                            }
                        });
    }

    private static SslContext trusting(ReaderConfig config, Path ca) {
        try (var pem = Files.newInputStream(ca)) {
            return SslContextBuilder.forClient()
                    .trustManager(pem)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ReaderException(
                    "reader %s: tls-ca %s holds no certificate in PEM form; export the authority's certificate again"
                            .formatted(config.name(), ca),
                    e);
        } catch (IOException e) {
            throw new ReaderException(
                    "reader %s: tls-ca %s cannot be read; correct the path or its permissions"
                            .formatted(config.name(), ca),
                    e);
        }
    }

    private void shakeHands(ReaderConfig config, TcpSettings settings) {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return;
        }
        Future<Channel> shake = tls.handshakeFuture();
        if (!shake.awaitUninterruptibly(settings.connectPatience().toMillis())
                || !shake.isSuccess()) {
            channel.close().syncUninterruptibly();
            throw new ReaderException(
                    "reader %s: %s does not shake hands by TLS (%s); check tls-ca and that the certificate names this host"
                            .formatted(config.name(), config.device(), shake.cause()),
                    shake.cause());
        }
    }

    private static ReaderException refused(
            ReaderConfig config, TcpSettings settings, @Nullable Throwable why) {
        return new ReaderException(
                "reader %s: nothing answers at %s (%s port %d: %s); plug the reader in, check its network cable and address"
                        .formatted(
                                config.name(),
                                config.device(),
                                settings.host(),
                                settings.port(),
                                why == null ? "no answer in time" : why.getMessage()));
    }

    private final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {
        private final TcpSettings settings;

        Receiver(TcpSettings settings) {
            this.settings = settings;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            var bytes = new byte[in.readableBytes()];
            in.readBytes(bytes);
            arrived.add(new Got.Bytes(bytes, System.nanoTime()));
            if (arrived.size() >= LIMIT) {
                context.channel().config().setAutoRead(false); // read() starts it again
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            arrived.add(
                    new Got.Lost(
                            "%s:%d closed the connection"
                                    .formatted(settings.host(), settings.port())));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            arrived.add(
                    new Got.Lost("%s:%d: %s".formatted(settings.host(), settings.port(), cause)));
            context.channel().close().addListener(done -> {}); // the loss is told already
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
        if (!channel.config().isAutoRead() && arrived.size() < LIMIT / 2) {
            channel.config().setAutoRead(true);
        }
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

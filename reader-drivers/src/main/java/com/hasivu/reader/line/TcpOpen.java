package com.hasivu.reader.line;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;

import jdk.net.ExtendedSocketOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/** Connects to a reader on the network, and says in words why it cannot. */
final class TcpOpen {
    static final int CHUNK = 4096;

    /** One small thread serves every reader on the network. */
    private static final EventLoopGroup THREADS =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("reader-net", true), NioIoHandler.newFactory());

    /** Seconds of silence before the system asks whether the other end is there. */
    private static final int PROBE_AFTER = 5;

    private static final int PROBE_EVERY = 2;
    private static final int PROBES = 3;

    /** A reader that takes no more bytes must not hold up a close. */
    private static final int FAREWELL_MILLIS = 50;

    private final ReaderConfig config;
    private final TcpSettings settings;

    TcpOpen(ReaderConfig config, TcpSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    /** {@code receiver} is told what comes, from the first byte on. */
    Channel connect(ChannelHandler receiver) {
        Optional<SslContext> tls = settings.tls().map(this::trusting);
        ChannelFuture connecting = bootstrap(tls, receiver).connect(address());
        // from here on: a small computer may need seconds to load Netty and TLS for the first time
        long deadline = System.nanoTime() + settings.connectPatience().toNanos();
        Channel channel = connecting.channel();
        if (!connecting.awaitUninterruptibly(left(deadline)) || !connecting.isSuccess()) {
            channel.close().syncUninterruptibly();
            throw refused(connecting.cause());
        }
        var shake = channel.pipeline().get(SslHandler.class);
        if (shake != null) {
            shakeHands(channel, shake.handshakeFuture(), deadline);
        }
        return channel;
    }

    /**
     * Asks for the address on the caller's thread: Netty would on its own, where one slow name
     * keeps every reader waiting.
     */
    private InetSocketAddress address() {
        var address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) {
            throw new ReaderException(
                    "reader %s: nobody knows the name %s; correct the device %s or write the reader's number, and plug the network in"
                            .formatted(config.name(), settings.host(), config.device()));
        }
        return address;
    }

    private Bootstrap bootstrap(Optional<SslContext> tls, ChannelHandler receiver) {
        return new Bootstrap()
                .group(THREADS)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_AFTER)
                .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_EVERY)
                .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectPatience().toMillis()))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(CHUNK))
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel made) {
                                tls.ifPresent(
                                        context -> made.pipeline().addLast(handler(context, made)));
                                made.pipeline().addLast(receiver);
                            }
                        });
    }

    private SslHandler handler(SslContext context, Channel of) {
        var handler = context.newHandler(of.alloc(), settings.host(), settings.port());
        handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
        return handler;
    }

    private SslContext trusting(Path ca) {
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

    private void shakeHands(Channel channel, Future<Channel> shake, long deadline) {
        if (shake.awaitUninterruptibly(left(deadline)) && shake.isSuccess()) {
            return;
        }
        Throwable why = shake.cause();
        channel.close().syncUninterruptibly();
        throw failed(
                "reader %s: %s does not shake hands by TLS (%s); check tls-ca, that the certificate names this host, and that the port is the reader's TLS port"
                        .formatted(config.name(), config.device(), reason(why)),
                why);
    }

    private ReaderException refused(@Nullable Throwable why) {
        return failed(
                "reader %s: nothing answers at %s (%s port %d: %s); plug the reader in, check its network cable and address"
                        .formatted(
                                config.name(),
                                config.device(),
                                settings.host(),
                                settings.port(),
                                reason(why)),
                why);
    }

    private static ReaderException failed(String message, @Nullable Throwable why) {
        return why == null ? new ReaderException(message) : new ReaderException(message, why);
    }

    private static String reason(@Nullable Throwable why) {
        return why == null ? "no answer in time" : String.valueOf(why.getMessage());
    }

    private static long left(long deadline) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }
}

package com.hasivu.reader.json;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.TcpSettings;
import com.hasivu.reader.line.Transport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/**
 * The stream of events of an Impinj reader. Source: Impinj IoT device interface, {@code GET
 * /data/stream} and {@code POST /profiles/inventory/presets/{id}/start}.
 *
 * <p>Threading: the client's threads fill {@link Lines} and stop asking the network for more while
 * {@link #LIMIT} chunks wait, so a slow station slows the reader. {@link #read} belongs to the
 * reader's thread.
 */
final class HttpStream implements Transport {
    private static final String API = "/api/v1";
    private static final String STREAM = API + "/data/stream";
    private static final String STOP = API + "/profiles/stop";

    /** Chunks of at most 16 KiB. */
    private static final int LIMIT = 64;

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final ReaderConfig config;
    private final TcpSettings where;
    private final URI base;
    private final Optional<Login> login;
    private final HttpClient client;
    private final Lines lines = new Lines();
    private volatile Flow.@Nullable Subscription network;
    private volatile boolean paused;

    private HttpStream(ReaderConfig config, TcpSettings where) {
        this.config = config;
        this.where = where;
        this.base = base(config, where);
        this.login = Login.from(config);
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(where.connectPatience());
        where.tls().ifPresent(ca -> builder.sslContext(Trust.of(config, ca)));
        this.client = builder.build();
    }

    /**
     * The reader's own address. A URI is stricter than a socket: it takes no 192.168.1.300, no
     * underscore and no empty label.
     *
     * @throws ReaderException if the device cannot stand in one; the message says how to write it
     */
    static URI base(ReaderConfig config, TcpSettings where) {
        String host = where.host().contains(":") ? "[" + where.host() + "]" : where.host();
        String scheme = where.tls().isPresent() ? "https" : "http";
        try {
            URI uri = new URI("%s://%s:%d".formatted(scheme, host, where.port()));
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new ReaderException(noHost(config), e);
        }
        throw new ReaderException(noHost(config));
    }

    private static String noHost(ReaderConfig config) {
        return "reader %s: device '%s' is no host of a web address; write host:port with the reader's IP address, for example 192.168.1.190:80"
                .formatted(config.name(), config.device());
    }

    /**
     * Starts the preset, if one is given, and asks for the stream. A reader that has nothing to
     * tell may grant it later; then an empty line comes first.
     *
     * @throws ReaderException if nothing answers, or it refuses
     */
    static HttpStream open(ReaderConfig config, TcpSettings where, Optional<String> preset) {
        var stream = new HttpStream(config, where);
        boolean open = false;
        try {
            preset.ifPresent(stream::start);
            stream.ask();
            open = true;
            return stream;
        } finally {
            if (!open) {
                stream.close();
            }
        }
    }

    /** One that runs already may be another, at another power: it is stopped. */
    private void start(String preset) {
        String start = API + "/profiles/inventory/presets/" + preset + "/start";
        int status = post(start);
        if (status == 409) {
            post(STOP);
            status = post(start);
        }
        if (status == 404) {
            throw new ReaderException(
                    "reader %s: %s has no preset '%s'; create it on the reader or correct preset"
                            .formatted(config.name(), config.device(), preset));
        }
        if (status / 100 != 2) {
            throw refused(status, "POST " + start);
        }
    }

    private int post(String path) {
        var request =
                request(path).timeout(ANSWER).POST(HttpRequest.BodyPublishers.noBody()).build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private void ask() {
        CompletableFuture<Void> granted =
                client.sendAsync(request(STREAM).GET().build(), BodyHandlers.ofPublisher())
                        .thenAccept(this::begin)
                        .whenComplete(
                                (done, failure) -> {
                                    if (failure != null) {
                                        lines.lose(String.valueOf(cause(failure).getMessage()));
                                    }
                                });
        try {
            granted.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw cause(e) instanceof ReaderException told ? told : unreachable(cause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        } catch (TimeoutException later) {
            return; // the machine's patience counts
        }
    }

    private void begin(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        if (response.statusCode() != 200) {
            throw refused(response.statusCode(), "GET " + STREAM);
        }
        lines.granted();
        response.body().subscribe(new Chunks());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path));
        login.ifPresent(who -> request.header("Authorization", who.basic()));
        return request;
    }

    private ReaderException refused(int status, String what) {
        String fix =
                switch (status) {
                    case 401, 403 -> "correct user and password-file";
                    case 404 -> "set its RFID interface to Impinj IoT Device Interface";
                    default -> "look at the reader's own status page";
                };
        return new ReaderException(
                "reader %s: %s answers %d to %s; %s"
                        .formatted(config.name(), config.device(), status, what, fix));
    }

    private ReaderException unreachable(Throwable why) {
        String fix =
                why instanceof SSLException
                        ? "check tls-ca and that the certificate names this host"
                        : "plug the reader in, check its network cable and address";
        return new ReaderException(
                "reader %s: nothing answers at %s (%s port %d: %s); %s"
                        .formatted(
                                config.name(),
                                config.device(),
                                where.host(),
                                where.port(),
                                why,
                                fix),
                why);
    }

    private static Throwable cause(Throwable e) {
        return (e instanceof CompletionException || e instanceof ExecutionException)
                        && e.getCause() != null
                ? cause(e.getCause())
                : e;
    }

    private final class Chunks implements Flow.Subscriber<List<ByteBuffer>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            network = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> chunks) {
            var bytes = ByteBuffer.allocate(chunks.stream().mapToInt(ByteBuffer::remaining).sum());
            chunks.forEach(bytes::put);
            lines.add(bytes.array());
            if (lines.count() >= LIMIT) {
                paused = true; // read() asks again
            } else {
                more();
            }
        }

        @Override
        public void onError(Throwable failure) {
            lines.lose("%s: the stream broke off (%s)".formatted(config.device(), failure));
        }

        @Override
        public void onComplete() {
            lines.lose("%s ended the stream".formatted(config.device()));
        }
    }

    private void more() {
        Flow.Subscription subscription = network;
        if (subscription != null) {
            subscription.request(1);
        }
    }

    /** A new stream has no past. */
    @Override
    public int staleBytes() {
        return 0;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        Got got = lines.take(patience);
        if (paused && lines.count() < LIMIT / 2) {
            paused = false;
            more();
        }
        return got;
    }

    /** Nothing is ever written to a stream. */
    @Override
    public boolean write(byte[] bytes) {
        return lines.isClosed();
    }

    @Override
    public void close() {
        lines.close();
        client.shutdownNow();
        try {
            client.awaitTermination(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the client ends on its own
        }
    }
}

package com.hasivu.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

class MetricsServerTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private volatile List<String> problems = List.of();

    private MetricsServer open() {
        return MetricsServer.open(ANY, () -> "x_up 1\n", () -> new Health(problems));
    }

    @Test
    void metrics_areTextAndHealthIsJson() throws Exception {
        try (MetricsServer server = open()) {
            var page = ask(server, "GET", "/metrics");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo("x_up 1\n");
            assertThat(page.headers().firstValue("content-type")).contains(Exposition.CONTENT_TYPE);

            var good = ask(server, "GET", "/health");
            assertThat(good.statusCode()).isEqualTo(200);
            assertThat(good.body()).isEqualTo("{\"state\":\"ok\",\"problems\":[]}\n");

            problems = List.of("reader a is not online");
            var bad = ask(server, "GET", "/health");
            assertThat(bad.statusCode()).isEqualTo(503);
            assertThat(bad.body())
                    .isEqualTo(
                            "{\"state\":\"degraded\",\"problems\":[\"reader a is not online\"]}\n");
        }
    }

    @Test
    void server_answersNothingElse() throws Exception {
        try (MetricsServer server = open()) {
            assertThat(ask(server, "GET", "/v1/tap").statusCode()).isEqualTo(404);
            assertThat(ask(server, "POST", "/metrics").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void reading_thatFailsIsToldAndTheNextIsTriedAnew() throws Exception {
        boolean[] broken = {true};
        try (MetricsServer server =
                MetricsServer.open(
                        ANY,
                        () -> {
                            if (broken[0]) {
                                throw new IllegalStateException("child 7 of card 04A1B2C3");
                            }
                            return "x_up 1\n";
                        },
                        () -> new Health(List.of()))) {
            var failed = ask(server, "GET", "/metrics");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).isEqualTo("see the station's log\n");
            broken[0] = false;
            assertThat(ask(server, "GET", "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void open_namesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listen = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
            assertThatThrownBy(
                            () -> MetricsServer.open(listen, () -> "", () -> new Health(List.of())))
                    .isInstanceOf(MetricsException.class)
                    .hasMessageContainingAll(
                            "metrics.listen", String.valueOf(taken.getLocalPort()), "off");
        }
    }

    private static HttpResponse<String> ask(MetricsServer server, String method, String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d%s".formatted(server.port(), path)))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}

package com.hasivu.simulator.bench;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.screen.ScreenFeed;
import com.hasivu.edge.screen.ScreenServer;
import com.hasivu.edge.screen.Troubles;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;
import com.hasivu.simulator.pty.Pty;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Last byte of a card to paint: real bytes on a pseudo-terminal, the shipped reader loop, tap path,
 * journal and page, in a real Chromium; beside a bare server-sent event to the paint of one line,
 * in the same browser. Both ends read the same machine's clock.
 */
final class ScreenBench {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int PACE_MILLIS = 350; // about three taps a second
    private static final int LIMIT_MILLIS = 150;
    private static final String COLLECT =
            "window.painted = []; addEventListener('painted', e => painted.push([e.detail.n, e.detail.at]));";

    /** The least a page can do with an event: one line of text. */
    private static final String BARE =
            """
            <!doctype html><title>bare</title><p id=p></p><script>
            new EventSource('events').onmessage = e => {
              p.textContent = e.data;
              requestAnimationFrame(() => setTimeout(() => dispatchEvent(new CustomEvent('painted',
                { detail: { n: Number(e.data), at: performance.timeOrigin + performance.now() } }))));
            };
            </script>
            """;

    private final Path dir;
    private final int taps;

    ScreenBench(Path dir, boolean quick) {
        this.dir = dir;
        this.taps = quick ? 12 : 300;
    }

    /** What this machine lacks for it; empty when nothing. */
    static Optional<String> missing() {
        return Files.isExecutable(CHROMIUM)
                ? Optional.empty()
                : Optional.of("there is no " + CHROMIUM + "; apt-get install chromium");
    }

    private interface Event {
        void happen(int number) throws IOException;
    }

    List<Outcome> run() throws IOException, InterruptedException {
        try (Playwright playwright =
                        Playwright.create(
                                new Playwright.CreateOptions()
                                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser =
                        playwright
                                .chromium()
                                .launch(
                                        new BrowserType.LaunchOptions()
                                                .setExecutablePath(CHROMIUM)
                                                .setArgs(
                                                        List.of(
                                                                "--no-sandbox",
                                                                "--disable-gpu",
                                                                "--no-first-run",
                                                                "--disable-background-networking")))) {
            long[] bare = bare(browser);
            long[] ours = ours(browser);
            return List.of(
                    beside("p50 last byte to paint", ours, bare, 0.50),
                    beside("p99 last byte to paint", ours, bare, 0.99));
        }
    }

    private static Outcome beside(String figure, long[] ours, long[] bare, double part) {
        double millis = Samples.percentile(ours, part) / 1e3;
        double reference = Samples.percentile(bare, part) / 1e3;
        return new Outcome(
                "screen",
                figure,
                "ms",
                millis,
                reference,
                millis / reference,
                "<= %d ms".formatted(LIMIT_MILLIS),
                millis <= LIMIT_MILLIS);
    }

    private long[] ours(Browser browser) throws IOException, InterruptedException {
        BenchSchool school = new BenchSchool(taps + 1);
        CountDownLatch online = new CountDownLatch(1);
        Optional<DayOrders> day = Optional.of(school.snapshot.orders());
        Path device = dir.resolve("reader");
        try (Pty pty = Pty.open().linkAt(device);
                Journal journal =
                        Journal.open(
                                dir.resolve("screen-journal"),
                                new SchoolId("bench"),
                                new StationId("bench-c1"),
                                JournalSettings.DEFAULT);
                ScreenFeed feed = new ScreenFeed(() -> day)) {
            TapService service =
                    new TapService(
                            journal,
                            () -> Optional.of(school.snapshot),
                            feed,
                            TapWorld.real(() -> ClockState.CLOCK_SYNCED),
                            CardRule.NUMBER);
            feed.start(
                    new ScreenFeed.Sources(
                            "Bench",
                            "en",
                            service::progress,
                            () -> new Troubles(false, List.of(), false, false, false),
                            staff -> {}));
            ReaderLoop reader =
                    ReaderLoop.of(
                                    new ReaderConfig(
                                            "bench", "rdm6300", device.toString(), Map.of()),
                                    listener(service),
                                    status(online))
                            .start();
            try (ScreenServer server =
                    ScreenServer.open(
                            new InetSocketAddress("127.0.0.1", 0),
                            new ScreenServer.Parts(
                                    () -> day,
                                    new Supervision(id -> Optional.empty(), System::nanoTime),
                                    new HandService(service, 0),
                                    feed))) {
                if (!online.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the reader on " + device + " is not online");
                }
                Page page = open(browser, server.port());
                page.locator("#station").getByText("Bench").waitFor();
                return measure(
                        page,
                        number -> {
                            byte[] frame = school.frames.get(number);
                            pty.write(frame); // its check is weak: two equal reads make an arrival
                            pty.write(frame);
                        });
            } finally {
                reader.close();
            }
        }
    }

    private static TapListener listener(TapService service) {
        return new TapListener() {
            @Override
            public void tap(Arrival arrival, String reader) {
                var unused =
                        service.tap(
                                reader,
                                arrival.card(),
                                arrival.read().form(),
                                arrival.assurance(),
                                arrival.atNanos());
            }
        };
    }

    private static ReaderStatusListener status(CountDownLatch online) {
        return (reader, status) -> {
            if (status instanceof ReaderStatus.Online) {
                online.countDown();
            }
        };
    }

    private long[] bare(Browser browser) throws IOException, InterruptedException {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(threads);
        http.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        byte[] page = BARE.getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "text/html");
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                    }
                });
        http.createContext(
                "/events",
                exchange -> {
                    try (exchange) {
                        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                        exchange.sendResponseHeaders(200, 0);
                        OutputStream out = exchange.getResponseBody();
                        while (true) {
                            String text = "data: %d\n\n".formatted(queue.take());
                            out.write(text.getBytes(StandardCharsets.UTF_8));
                            out.flush();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        http.start();
        try {
            return measure(open(browser, http.getAddress().getPort()), queue::add);
        } finally {
            http.stop(0);
            threads.shutdownNow();
        }
    }

    private static Page open(Browser browser, int port) {
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 720));
        page.addInitScript(COLLECT);
        page.navigate("http://127.0.0.1:%d/".formatted(port));
        return page;
    }

    /** The first one, which wakes everything, is not counted. */
    private long[] measure(Page page, Event event) throws IOException, InterruptedException {
        Map<Integer, Double> begun = new HashMap<>();
        for (int number = 1; number <= taps; number++) {
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS); // the pace is what is measured
            begun.put(number, wallMillis());
            event.happen(number);
        }
        TimeUnit.MILLISECONDS.sleep(2_000L); // the last ones' paint
        @SuppressWarnings("unchecked")
        List<List<Number>> painted = (List<List<Number>>) page.evaluate("painted");
        page.close();
        if (painted.size() < taps - 1) {
            throw new IllegalStateException(
                    "%d of %d taps were painted".formatted(painted.size(), taps));
        }
        return painted.stream()
                .filter(one -> one.getFirst().intValue() > 1)
                .mapToLong(
                        one ->
                                Math.round(
                                        (one.getLast().doubleValue()
                                                        - begun.getOrDefault(
                                                                one.getFirst().intValue(),
                                                                Double.NaN))
                                                * 1e6))
                .toArray();
    }

    /** With fractions; a browser tells time so as well. */
    private static double wallMillis() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
    }
}

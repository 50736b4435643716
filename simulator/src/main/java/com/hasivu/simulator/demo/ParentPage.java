package com.hasivu.simulator.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a parent's page shows while it is open: the live stream of the cloud, read as it comes. */
final class ParentPage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";

    private final Stream<String> lines;
    private final Screen screen;
    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final Set<Long> served = ConcurrentHashMap.newKeySet();

    private ParentPage(Stream<String> lines, Screen screen) {
        this.lines = lines;
        this.screen = screen;
    }

    /** Opens it as this parent; what it tells is a line on the screen. */
    static ParentPage open(CloudApi parent, Screen screen) {
        var page = new ParentPage(parent.live(), screen);
        Thread.ofVirtual().name("parent's page").start(page::read);
        return page;
    }

    private void read() {
        try {
            lines.filter(line -> line.startsWith(DATA))
                    .forEach(line -> told(line.substring(DATA.length())));
        } catch (java.io.UncheckedIOException e) {
            // the page was closed, or the cloud went away with it
        }
    }

    private void told(String data) {
        JsonNode event;
        try {
            event = JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new CloudException(0, "the live stream told no JSON: " + data, e);
        }
        for (JsonNode child : event.path("children")) {
            names.put(child.path("student").asLong(), child.path("name").asText());
        }
        if (event.has("served") && served.add(event.path("order").asLong())) {
            screen.line(
                    "              a parent's page: %s served %s at %s"
                            .formatted(
                                    names.getOrDefault(event.path("student").asLong(), "?"),
                                    event.path("served").asText(),
                                    event.path("counter").asText()));
        }
    }

    /** How many of these orders it has not told to be served, after a while at most. */
    int untold(Set<Long> orders, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!served.containsAll(orders) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return (int) orders.stream().filter(order -> !served.contains(order)).count();
    }

    @Override
    public void close() {
        lines.close();
    }
}

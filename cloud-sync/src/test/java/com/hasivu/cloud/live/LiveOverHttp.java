package com.hasivu.cloud.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TapBench;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The stream over a real socket; the taps come in at another node over the same database. */
abstract class LiveOverHttp extends TapBench {
    private static final ObjectMapper JSON = new ObjectMapper();

    LiveOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    private record Event(long id, String kind, JsonNode data) {}

    /** Reads a stream until it ends; the end is an event of kind "end". */
    private final class Reader {
        final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

        Reader(String token, Optional<Long> seen) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d/v1/live"
                                                    .formatted(cloud.cloud().httpPort())))
                            .header("Authorization", "Bearer " + token);
            seen.ifPresent(id -> request.header("Last-Event-ID", Long.toString(id)));
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (HttpClient client = HttpClient.newHttpClient()) {
                                    var answer =
                                            client.send(
                                                    request.build(),
                                                    HttpResponse.BodyHandlers.ofLines());
                                    var block = new String[3];
                                    answer.body().forEach(line -> take(line, block));
                                } catch (Exception e) {
                                    // the connection ended: told below
                                } finally {
                                    events.add(new Event(0, "end", JSON.nullNode()));
                                }
                            });
        }

        private void take(String line, String[] block) {
            if (line.startsWith("id: ")) {
                block[0] = line.substring(4);
            } else if (line.startsWith("event: ")) {
                block[1] = line.substring(7);
            } else if (line.startsWith("data: ")) {
                try {
                    events.add(
                            new Event(
                                    Long.parseLong(block[0]),
                                    block[1],
                                    JSON.readTree(line.substring(6))));
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new IllegalStateException(line, e);
                }
            }
        }

        Event next(String kind) throws InterruptedException {
            while (true) {
                Event event = events.poll(60, TimeUnit.SECONDS);
                assertThat(event).as("an event " + kind).isNotNull();
                if (event.kind().equals(kind)) {
                    return event;
                }
                assertThat(event.kind()).as("before " + kind).isNotEqualTo("end");
            }
        }
    }

    private Reader reader(String email) {
        return new Reader(cloud.signIn(email), Optional.empty());
    }

    @Test
    void parent_seesTheOwnChildServedWhenAndWhereAndNobodyElses() throws Exception {
        Family one = family();
        Family other = family();
        Reader reader = reader(one.email());
        assertThat(reader.next("children").data().at("/children/0/student").asLong())
                .isEqualTo(one.child());
        assertThat(reader.next("order").data().path("state").asText()).isEqualTo("confirmed");

        serve(other);
        long begun = System.nanoTime();
        serve(one);
        Event event = reader.next("order");
        System.out.printf(
                "tap to stream over another node: %d ms%n",
                (System.nanoTime() - begun) / 1_000_000);

        assertThat(event.data().path("order").asLong()).isEqualTo(one.order());
        assertThat(event.data().path("state").asText()).isEqualTo("delivered");
        assertThat(event.data().path("served").asText()).isEqualTo("12:41");
        assertThat(event.data().path("counter").asText()).isEqualTo("Main hall");
    }

    @Test
    void reader_thatComesAgainGetsWhatItMissed() throws Exception {
        Family family = family();
        long seen = reader(family.email()).next("order").id();
        serve(family);
        Reader first = reader(family.email());
        while (!first.next("order").data().path("state").asText().equals("delivered")) {
            first = reader(family.email()); // until the other node has moved it into the log
        }

        Event missed = new Reader(cloud.signIn(family.email()), Optional.of(seen)).next("order");
        assertThat(missed.id()).isGreaterThan(seen);
        assertThat(missed.data().path("state").asText()).isEqualTo("delivered");
        Event all =
                new Reader(cloud.signIn(family.email()), Optional.of(seen + 1_000_000))
                        .next("order");
        assertThat(all.data().path("state").asText()).isEqualTo("delivered");
    }

    @Test
    void school_seesEveryTapAndTheCounts() throws Exception {
        Family family = family();
        Reader reader = reader("admin@greenfield.test");
        int refused = reader.next("counts").data().path("refused").asInt();
        chain.refuse(Reason.UNKNOWN_CARD);
        serve(family);
        Event tap = reader.next("tap");
        assertThat(tap.data().path("outcome").asText()).isEqualTo("refused");
        assertThat(tap.data().path("reason").asText()).isEqualTo("UNKNOWN_CARD");
        assertThat(reader.next("tap").data().path("student").asLong()).isEqualTo(family.child());
        JsonNode counts = reader.next("counts").data();
        assertThat(counts.path("refused").asInt()).isEqualTo(refused + 1);
        assertThat(counts.toString()).doesNotContain("card");
    }

    @Test
    void stream_endsWhenItsSessionDoes() throws Exception {
        Family family = family();
        String token = cloud.signIn(family.email());
        var reader = new Reader(token, Optional.empty());
        reader.next("order");
        cloud.web().as(token).post("/v1/auth/sign-out").expect(204);
        reader.next("over");
        Event end = reader.events.poll(60, TimeUnit.SECONDS);
        assertThat(end).isNotNull();
        assertThat(end.kind()).isEqualTo("end");
    }

    @Test
    void fifthStreamOfAPerson_isRefused() throws Exception {
        Family family = family();
        String token = cloud.signIn(family.email());
        for (int i = 0; i < LiveHub.MOST_PER_PERSON; i++) {
            new Reader(token, Optional.empty()).next("order");
        }
        assertThat(cloud.web().as(token).get("/v1/live").code()).isEqualTo("too-many-streams");
    }

    @Test
    void station_tellsItsReadersAndGetsANameAndAPlace() {
        serve(family());
        school.admin()
                .call(
                        "PATCH",
                        school.path("/stations/counter-1"),
                        "{\"name\":\"Main hall\",\"place\":\"Left of the stairs\"}")
                .expect(200);
        var story = school.admin().get(school.path("/stations/counter-1")).expect(200).json();
        assertThat(story.path("place").asText()).isEqualTo("Left of the stairs");
        assertThat(story.at("/station/name").asText()).isEqualTo("Main hall");
        assertThat(story.path("status").asText()).isEqualTo("offline");
        assertThat(story.at("/troubles/0").asText()).contains("never connected");
        assertThat(story.at("/readers/0/reader").asText()).isEqualTo("counter-1-a");
        assertThat(story.path("lastTapAt").asText()).startsWith("2026-11-24T07:11");
    }

    @Test
    void page_loadsFromHereOnly() {
        var page = cloud.web().get("/live").expect(200);
        assertThat(page.raw().headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        assertThat(page.text()).doesNotContain("http").doesNotContain("style=");
        cloud.web().get("/live/app.js").expect(200);
        cloud.web().get("/live/app.css").expect(200);
    }
}

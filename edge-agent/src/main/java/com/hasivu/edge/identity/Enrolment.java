package com.hasivu.edge.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.identity.EnrolmentAnswer.MalformedException;
import com.hasivu.protocol.StationKeyFile;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Turns a claim code into an identity: {@code POST /v1/enrolments}, docs/wire-protocol.md,
 * "Enrolment". The key is saved before it is sent and the cloud answers the same code and key with
 * the same identity, so an answer that was lost is asked for again without harm. Call from one
 * thread; it may take as long as all tries and waits together.
 */
public final class Enrolment {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** What became of it. */
    public sealed interface Outcome {
        /** Saved: the station is enrolled. */
        record Enrolled(Identity identity) implements Outcome {}

        /** The cloud will not have this code; asking again does not help. */
        record Refused(String why) implements Outcome {}

        /** The cloud was not reached, or not well; asking later may help. */
        record Unavailable(String why) implements Outcome {}

        /** The cloud's answer cannot be used; nothing was saved. */
        record Unusable(String why) implements Outcome {}
    }

    /**
     * How hard to try.
     *
     * @param tries in all
     * @param firstWait before the second try; then twice as long each time, half of it random
     * @param longestWait between two tries
     * @param patience with one try
     */
    public record Tries(int tries, Duration firstWait, Duration longestWait, Duration patience) {
        /** 8 tries, 0.5 s to 20 s apart, 10 s each. */
        public static final Tries DEFAULT =
                new Tries(
                        8, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    private record Answer(int status, String body) {}

    private final URI cloud;
    private final IdentityStore store;
    private final Tries tries;

    /** Enrols at {@code cloud} into {@code store}. */
    public Enrolment(URI cloud, IdentityStore store, Tries tries) {
        this.cloud = cloud;
        this.store = store;
        this.tries = tries;
    }

    /**
     * Enrols by a claim code. An identity that is there stays until the new one is saved, and must
     * be of the same station: the journal beside it is that station's.
     *
     * @throws IdentityException if the disk refuses
     */
    public Outcome enrol(String claimCode) throws InterruptedException {
        return enrol(claimCode, identity -> Optional.empty());
    }

    /**
     * Enrols by a key file: the answer must be of the cloud and the station that it names.
     *
     * @throws IdentityException if the disk refuses
     */
    public Outcome enrol(StationKeyFile file) throws InterruptedException {
        return enrol(file.claimCode(), identity -> foreign(file, identity));
    }

    private Outcome enrol(String claimCode, Function<Identity, Optional<String>> doubt)
            throws InterruptedException {
        Optional<Identity> before = store.load();
        Slot slot = store.forClaim(claimCode);
        StationKey keys = slot.keys();
        Answer answer;
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(tries.patience()).build()) {
            answer = retry().executeCallable(() -> ask(http, request(claimCode, keys)));
        } catch (InterruptedException e) {
            throw e;
        } catch (IOException e) {
            return new Outcome.Unavailable(
                    "%s did not answer in %d tries: %s; check cloud.url and the network"
                            .formatted(cloud, tries.tries(), e));
        } catch (Exception e) {
            throw new IllegalStateException("enrolment at " + cloud, e);
        }
        return judge(
                answer,
                slot,
                identity ->
                        before.flatMap(was -> other(was, identity))
                                .or(() -> doubt.apply(identity)));
    }

    private static Optional<String> other(Identity was, Identity identity) {
        return was.school().equals(identity.school()) && was.station().equals(identity.station())
                ? Optional.empty()
                : Optional.of(
                        "is for station %s of school %s, this state folder is that of station %s of school %s; give the new station a state-dir of its own"
                                .formatted(
                                        identity.station(),
                                        identity.school(),
                                        was.station(),
                                        was.school()));
    }

    private static Optional<String> foreign(StationKeyFile file, Identity identity) {
        try {
            String authority =
                    Base64.getEncoder().encodeToString(identity.authority().getEncoded());
            boolean fits =
                    file.school().equals(identity.school())
                            && file.station().equals(identity.station())
                            && file.authority().equals(authority)
                            && Set.copyOf(file.snapshotKeys())
                                    .equals(identity.snapshotKeys().keySet());
            return fits
                    ? Optional.empty()
                    : Optional.of(
                            "is not of the cloud that made the key file: another station, authority or snapshot key; somebody may stand between, ask the office");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }

    private Outcome judge(Answer answer, Slot slot, Function<Identity, Optional<String>> doubt) {
        if (answer.status() >= 500) {
            return new Outcome.Unavailable(
                    "%s answered %d in %d tries; ask the cloud's operator, then try again"
                            .formatted(cloud, answer.status(), tries.tries()));
        }
        if (answer.status() == 403) {
            return new Outcome.Refused(
                    "%s refused the claim code: %s; ask the school for a new one"
                            .formatted(cloud, detail(answer.body())));
        }
        if (answer.status() != 201 && answer.status() != 200) {
            return new Outcome.Unusable(
                    "%s answered %d: %s; is cloud.url a HASIVU cloud of this version?"
                            .formatted(cloud, answer.status(), detail(answer.body())));
        }
        try {
            Slot given = slot.with(answer.body());
            Identity identity = given.identity().orElseThrow();
            Optional<String> doubts = doubt.apply(identity);
            if (doubts.isPresent()) {
                return new Outcome.Unusable("the answer of %s %s".formatted(cloud, doubts.get()));
            }
            store.save(given);
            store.drop(given.name().other()); // the cloud refuses it since this answer
            return new Outcome.Enrolled(identity);
        } catch (MalformedException e) {
            return new Outcome.Unusable(
                    "the answer of %s %s; is cloud.url a HASIVU cloud of this version?"
                            .formatted(cloud, e.getMessage()));
        }
    }

    private Retry retry() {
        IntervalFunction waits =
                IntervalFunction.ofExponentialRandomBackoff(
                        tries.firstWait(), 2.0, 0.5, tries.longestWait());
        Retry retry =
                Retry.of(
                        "enrolment",
                        RetryConfig.<Answer>custom()
                                .maxAttempts(tries.tries())
                                .intervalFunction(waits)
                                .retryExceptions(IOException.class)
                                .retryOnResult(answer -> answer.status() >= 500)
                                .build());
        retry.getEventPublisher()
                .onRetry(
                        event ->
                                LOG.info(
                                        "enrolment at {}: no answer at try {}; again in {} ms",
                                        cloud,
                                        event.getNumberOfRetryAttempts(),
                                        event.getWaitInterval().toMillis()));
        return retry;
    }

    private HttpRequest request(String claimCode, StationKey keys) throws JsonProcessingException {
        String body =
                EnrolmentAnswer.JSON.writeValueAsString(
                        Map.of(
                                "claimCode", claimCode,
                                "publicKey", keys.publicBase64(),
                                "proof", keys.proof(claimCode)));
        String base = cloud.toString();
        return HttpRequest.newBuilder(
                        URI.create(
                                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                                        + "/v1/enrolments"))
                .timeout(tries.patience())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** The whole answer within twice the patience: a body that trickles must not hold us. */
    private Answer ask(HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
        try {
            HttpResponse<String> response =
                    answer.get(2 * tries.patience().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer in " + tries.patience().multipliedBy(2), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    /** What a problem document (RFC 9457) says; else nothing, so that no page of HTML is logged. */
    private static String detail(String body) {
        try {
            JsonNode problem = EnrolmentAnswer.JSON.readTree(body);
            String detail = problem == null ? "" : problem.path("detail").asText();
            return detail.isBlank() ? "no reason given" : detail;
        } catch (IOException e) {
            return "no reason given";
        }
    }
}

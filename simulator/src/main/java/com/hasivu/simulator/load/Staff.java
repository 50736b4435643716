package com.hasivu.simulator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.simulator.web.Answer;
import com.hasivu.simulator.web.HttpPerson;
import com.hasivu.simulator.web.HttpRequest;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Somebody of the staff whose list many users look at; signs in anew in time. Thread-safe. */
final class Staff {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double PART = 0.7;

    private final HttpPerson line;
    private final Account account;
    private String token = "";
    private long until;

    Staff(HttpPerson line, Account account) {
        this.line = line;
        this.account = account;
    }

    /** An access token that still counts for a while. */
    synchronized String token() throws IOException, InterruptedException {
        if (token.isEmpty() || System.nanoTime() > until) {
            Answer answer =
                    line.ask(
                            new HttpRequest(
                                    "POST",
                                    "/v1/auth/sign-in",
                                    Optional.empty(),
                                    Optional.empty(),
                                    JSON.writeValueAsBytes(
                                            Map.of(
                                                    "email",
                                                    account.email(),
                                                    "password",
                                                    account.password()))));
            JsonNode tokens = answer.json();
            if (answer.status() != 200) {
                throw new IOException(
                        "sign-in of %s answered %d: %s"
                                .formatted(account, answer.status(), answer.text()));
            }
            token = tokens.path("accessToken").asText();
            until = System.nanoTime() + (long) (tokens.path("expiresIn").asLong() * 1e9 * PART);
        }
        return token;
    }
}

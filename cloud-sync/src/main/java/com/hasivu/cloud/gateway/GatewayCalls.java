package com.hasivu.cloud.gateway;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.resilience.DependencyException;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Every call to a gateway, within what it may get as a {@link Dependency}. When it cannot be had,
 * people are told to try again (503) and a saga does so by itself. Thread-safe; a call blocks.
 */
public final class GatewayCalls {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCalls.class);

    private final Gateway gateway;
    private final Dependency dependency;

    /** Calls to the sandbox. */
    public static GatewayCalls to(SandboxGateway sandbox, Dependency dependency) {
        return new GatewayCalls(sandbox, dependency);
    }

    GatewayCalls(Gateway gateway, Dependency dependency) {
        this.gateway = gateway;
        this.dependency = dependency;
    }

    /** {@link Gateway#createOrder}, repeated: the key makes it one. */
    String createOrder(DSLContext tx, String key, long paise) {
        return repeatable(() -> gateway.createOrder(tx, key, paise));
    }

    /** {@link Gateway#saveToken}, never repeated: nothing would tell the second from the first. */
    String saveToken(DSLContext tx) {
        try {
            return dependency.once(dependency.deadline(), left -> gateway.saveToken(tx));
        } catch (DependencyException e) {
            throw unavailable(e);
        }
    }

    /** {@link Gateway#revoke}, repeated. */
    boolean revoke(DSLContext tx, String token) {
        return repeatable(() -> gateway.revoke(tx, token));
    }

    /** {@link Gateway#charge}, repeated: an order is paid once. */
    Gateway.Charged charge(DSLContext tx, String token, String order) {
        return repeatable(() -> gateway.charge(tx, token, order));
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T repeatable(Call<T> call) {
        try {
            return dependency.call(dependency.deadline(), left -> call.run());
        } catch (DependencyException e) {
            throw unavailable(e);
        }
    }

    private static Problem unavailable(DependencyException e) {
        LOG.debug("{}", e.getMessage());
        return new Problem(
                503,
                "gateway-unavailable",
                "Unavailable",
                "the payment gateway does not answer; try again in a minute: what was begun is not done twice");
    }
}

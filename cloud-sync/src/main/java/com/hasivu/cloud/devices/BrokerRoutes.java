package com.hasivu.cloud.devices;

import com.hasivu.cloud.broker.Broker;
import com.hasivu.cloud.broker.EmbeddedBroker;
import com.hasivu.cloud.broker.ExternalBroker;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Maintenance of the broker, over HTTP. */
final class BrokerRoutes {
    private final Optional<Broker> broker;
    private final BooleanSupplier linkUp;
    private final Runnable onStarted;

    BrokerRoutes(Optional<Broker> broker, BooleanSupplier linkUp, Runnable onStarted) {
        this.broker = broker;
        this.linkUp = linkUp;
        this.onStarted = onStarted;
    }

    void register(Api api) {
        api.route("getBroker", Access.only(Role.PLATFORM_ADMIN), request -> Reply.ok(view()));
        api.route("setBroker", Access.only(Role.PLATFORM_ADMIN), this::set);
    }

    private record Wish(boolean running) {}

    private record View(
            String mode,
            boolean running,
            @Nullable String host,
            @Nullable Integer port,
            boolean linkUp) {}

    private Reply set(Request request) {
        if (!(broker.orElse(null) instanceof EmbeddedBroker embedded)) {
            throw Problem.conflict(
                    "broker-not-embedded",
                    "only an embedded broker can be stopped and started here; ask who runs yours");
        }
        if (request.body(Wish.class).running()) {
            embedded.start();
            onStarted.run();
        } else {
            embedded.stop();
        }
        return Reply.ok(view());
    }

    private View view() {
        return switch (broker.orElse(null)) {
            case null -> new View("none", false, null, null, false);
            case EmbeddedBroker embedded ->
                    view("embedded", embedded.running(), embedded.stations());
            case ExternalBroker external ->
                    view("external", linkUp.getAsBoolean(), external.stations());
        };
    }

    private View view(String mode, boolean running, Broker.Endpoint endpoint) {
        return new View(mode, running, endpoint.host(), endpoint.port(), linkUp.getAsBoolean());
    }
}

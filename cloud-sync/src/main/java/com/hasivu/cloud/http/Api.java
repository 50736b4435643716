package com.hasivu.cloud.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The routes. Each is registered by its operation id; method, path, parameters and body come from
 * openapi.yaml, who may call from {@link Access}. Register everything, then start a {@link
 * WebServer}.
 */
public final class Api {
    private final OpenApi contract;
    private final Gate gate;
    private final UnaryOperator<Handler> aroundChanges;
    private final Map<String, Route> routes = new LinkedHashMap<>();

    /** With nothing around what changes something. */
    Api(OpenApi contract, Callers callers) {
        this(contract, callers, UnaryOperator.identity());
    }

    /**
     * @param aroundChanges what stands around the handler of every operation that is no GET
     */
    public Api(OpenApi contract, Callers callers, UnaryOperator<Handler> aroundChanges) {
        this.contract = contract;
        this.gate = new Gate(callers);
        this.aroundChanges = aroundChanges;
    }

    /**
     * Adds a route.
     *
     * @param operationId as in openapi.yaml
     * @param access says the same as its {@code x-roles}
     * @throws IllegalStateException if the contract does not know it or lets others call, or it is
     *     there already
     */
    public void route(String operationId, Access access, Handler handler) {
        Operation operation = contract.operation(operationId);
        if (!access.opensTo(operation.who())) {
            throw new IllegalStateException(
                    "operation '%s' is open to [%s], and to [%s] by its x-roles in openapi.yaml; make them the same"
                            .formatted(operationId, access.label(), operation.who().label()));
        }
        var route =
                new Route(
                        operation,
                        operation.who(),
                        operation.method().equals("GET") ? handler : aroundChanges.apply(handler));
        if (routes.put(operationId, route) != null) {
            throw new IllegalStateException(
                    "operation '%s' is registered twice".formatted(operationId));
        }
    }

    /** Every registered operation and who may call it. */
    public Map<String, Access> access() {
        var all = new LinkedHashMap<String, Access>();
        routes.forEach((id, route) -> all.put(id, route.access()));
        return all;
    }

    /** The contract these routes fulfil. */
    public OpenApi contract() {
        return contract;
    }

    Iterable<Route> routes() {
        return routes.values();
    }

    Gate gate() {
        return gate;
    }

    record Route(Operation operation, Access access, Handler handler) {}
}

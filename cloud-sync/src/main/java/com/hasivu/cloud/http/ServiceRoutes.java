package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Health;

import java.util.List;

/** What every service has: its contract and its health. */
public final class ServiceRoutes {
    private final Health health;

    public ServiceRoutes(Health health) {
        this.health = health;
    }

    public void register(Api api) {
        var contract = new Fixed("application/yaml", api.contract().text());
        api.route("getContract", Access.everyone(), request -> Reply.ok(contract));
        api.route("getHealth", Access.everyone(), request -> health());
        api.route("getLiveness", Access.everyone(), request -> Reply.ok(new Liveness("live")));
    }

    private record CheckView(String name, String status, String detail) {}

    private record HealthView(String status, List<CheckView> checks) {}

    private record Liveness(String status) {}

    private Reply health() {
        Health.Report report = health.now();
        return new Reply(
                report.level() == Health.Level.CRITICAL ? 503 : 200,
                new HealthView(
                        report.level().label(),
                        report.checks().stream()
                                .map(
                                        check ->
                                                new CheckView(
                                                        check.name(),
                                                        check.finding().level().label(),
                                                        check.finding().detail()))
                                .toList()));
    }
}

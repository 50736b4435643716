package com.hasivu.cloud.http;

import com.hasivu.cloud.db.Database;

/** What every service has: its contract and its health. */
public final class ServiceRoutes {
    private final Database database;

    public ServiceRoutes(Database database) {
        this.database = database;
    }

    public void register(Api api) {
        var contract = new Reply.Text("application/yaml", api.contract().text());
        api.route("getContract", Access.everyone(), request -> Reply.ok(contract));
        api.route("getHealth", Access.everyone(), request -> health());
        api.route("getLiveness", Access.everyone(), request -> Reply.ok(new Liveness("live")));
    }

    private record Liveness(String status) {}

    private record Health(String status, String database) {}

    private Reply health() {
        boolean up = database.healthy();
        return new Reply(
                up ? 200 : 503, new Health(up ? "healthy" : "critical", up ? "up" : "down"));
    }
}

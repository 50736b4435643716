package com.hasivu.edge.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Whether the station runs and is content. */
record ServiceCheck(Callable<Daemon> daemon) implements Check {
    @Override
    public String name() {
        return "service";
    }

    @Override
    public Finding look() throws Exception {
        return switch (daemon.call()) {
            case Daemon.Down down ->
                    new Finding.Fail(
                            "the station is not running",
                            "systemctl start hasivu-edge; why it ended: journalctl -u hasivu-edge -n 50");
            case Daemon.Mute(var why) ->
                    new Finding.Fail(
                            "the station does not answer: " + why,
                            "run this as its user or group; if it hangs: systemctl restart hasivu-edge");
            case Daemon.Up(var status) -> {
                List<String> problems = new ArrayList<>();
                status.path("problems").forEach(one -> problems.add(one.asText()));
                yield problems.isEmpty()
                        ? new Finding.Ok("serving")
                        : new Finding.Warn(
                                String.join(" | ", problems),
                                "see docs/operations.md, \"Alerts\", for each of these");
            }
        };
    }
}

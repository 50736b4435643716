package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** How the running station fares. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells how the running station fares; exit code 1 when a person should look.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        JsonNode status = config.control().get("/v1/status");
        answers.tell("status", status, out -> print(status, out));
        return status.path("problems").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(JsonNode s, PrintWriter out) {
        out.printf(
                "station %s (%s) of school %s: %s%n",
                text(s, "station"), text(s, "name"), text(s, "school"), text(s, "state"));
        JsonNode identity = s.path("identity");
        out.printf(
                "  identity  %s, serial %.16s, slot %s, %s until %s (%d days), renewal %s%n",
                text(identity, "subject"),
                text(identity, "serial"),
                text(identity, "slot"),
                text(identity, "state"),
                text(identity, "validUntil"),
                identity.path("daysLeft").asLong(),
                identity.path("renewing").asBoolean()
                        ? "under way"
                        : "due " + text(identity, "renewalDue"));
        out.printf(
                "  clock     %s, skew %s ms%n",
                text(s, "clock"), s.path("clockSkewMillis").asText("unknown"));
        JsonNode snapshot = s.path("snapshot");
        if (snapshot.path("version").asLong() == 0) {
            out.println("  snapshot  none yet");
        } else {
            out.printf(
                    "  snapshot  %d: %d rows for %s, valid until %s%n",
                    snapshot.path("version").asLong(),
                    snapshot.path("rows").asLong(),
                    text(snapshot, "schoolDay"),
                    text(snapshot, "validUntil"));
        }
        JsonNode journal = s.path("journal");
        out.printf(
                "  journal   epoch %s, records %d to %d, the cloud has %d%n",
                text(journal, "epoch"),
                journal.path("firstSequence").asLong(),
                journal.path("lastSequence").asLong(),
                journal.path("ackedSequence").asLong());
        JsonNode sync = s.path("sync");
        out.printf(
                "  sync      %s, %d record(s) waiting%n",
                sync.path("online").asBoolean() ? "online" : "offline",
                sync.path("waiting").asLong());
        if (sync.has("draining")) {
            out.printf("  draining  %s%n", draining(sync.path("draining")));
        }
        for (JsonNode reader : s.path("readers")) {
            out.printf(
                    "  reader    %s %s %s%n",
                    text(reader, "name"), text(reader, "state"), text(reader, "detail"));
        }
        JsonNode taps = s.path("taps");
        out.printf(
                "  taps      %d, served %d, refused %d%n",
                taps.path("taps").asLong(), taps.path("serves").asLong(), refused(taps));
        for (JsonNode problem : s.path("problems")) {
            out.printf("  problem   %s%n", problem.asText());
        }
    }

    static String draining(JsonNode backlog) {
        long records = backlog.path("records").asLong();
        long rate = backlog.path("perSecond").asLong();
        return rate == 0
                ? "%d older record(s) to go; new taps go first".formatted(records)
                : "%d older record(s) to go at %d a second, about %d s; new taps go first"
                        .formatted(records, rate, backlog.path("expectedSeconds").asLong());
    }

    private static long refused(JsonNode taps) {
        long sum = 0;
        for (JsonNode count : taps.path("refusals")) {
            sum += count.asLong();
        }
        return sum;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}

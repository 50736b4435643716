package com.hasivu.edge.doctor;

import com.hasivu.edge.journal.VerifyReport;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Whether the journal is whole, and how much the cloud does not have yet.
 *
 * @param report empty when there is no journal yet
 */
record JournalCheck(Callable<Optional<VerifyReport>> report) implements Check {
    private static final long MANY = 2_000;

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public Finding look() throws Exception {
        Optional<VerifyReport> found = report.call();
        if (found.isEmpty()) {
            return new Finding.Skip("none yet; the first start makes it");
        }
        VerifyReport journal = found.get();
        if (!journal.sound()) {
            return new Finding.Fail(
                    String.join(" | ", journal.problems()),
                    "stop the station, copy its state folder to another disk, and ask support; delete nothing");
        }
        long backlog = journal.lastSequence() - journal.cursor();
        String seen =
                "%d record(s) whole, %d not in the cloud yet".formatted(journal.records(), backlog);
        return backlog > MANY
                ? new Finding.Warn(
                        seen, "they are safe here; bring the station online: look at 'uplink'")
                : new Finding.Ok(seen);
    }
}

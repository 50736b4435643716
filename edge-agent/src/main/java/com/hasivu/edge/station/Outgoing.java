package com.hasivu.edge.station;

import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which journal is sent: the station's own; but first one that a restore brought, of which the
 * cloud may lack a part. Nothing is ever appended to that one, so what is sent of it is what the
 * cloud has or lacks, never another story. When it is sent, the station starts anew and sends its
 * own. docs/adr/0011.
 *
 * @param journal what sync reads
 * @param restored its folder, when it is not the station's own
 */
record Outgoing(Journal journal, Optional<Path> restored) {
    private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

    interface Opening {
        Journal open(Path folder);
    }

    static Outgoing of(Journal own, EndedJournals ended, Opening opening) {
        for (Optional<Path> next = ended.unsent(); next.isPresent(); next = ended.unsent()) {
            Journal journal = opening.open(next.get());
            if (journal.cursor().sequence() < journal.lastSequence()) {
                LOG.info(
                        "sending records {} to {} of the restored epoch {} first",
                        journal.cursor().sequence() + 1,
                        journal.lastSequence(),
                        "%016x".formatted(journal.epoch()));
                return new Outgoing(journal, next);
            }
            EndedJournals.mark(next.get(), false);
        }
        return new Outgoing(own, Optional.empty());
    }

    /** The cloud, or its review, has all of it: true when a restored one is done with. */
    boolean isSent() {
        restored.ifPresent(folder -> EndedJournals.mark(folder, false));
        return restored.isPresent();
    }
}

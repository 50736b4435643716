package com.hasivu.cloud.audit;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.work.Worker;

import org.jooq.DSLContext;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Chains the rows just after their commit: each gets the next place and the hash over the one
 * before it. Done apart from the change, so that no two requests wait for each other's place; one
 * node at a time holds the sealer's row, so that there is one chain. A row that is not sealed yet
 * is refused to change by the database's trigger only.
 *
 * <p>Threading: {@link #ring} and {@link #sealSome} from any thread; one virtual thread works.
 */
public final class Sealer implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Worker worker = new Worker("audit-sealer", LOOK, () -> sealSome() == AT_ONCE);

    public Sealer(Database database) {
        this.database = database;
    }

    /** Begins to work. */
    public void start() {
        worker.start();
    }

    void ring() {
        worker.ring();
    }

    /** Seals up to {@link #AT_ONCE} rows; how many. None as well when another node is at it. */
    public int sealSome() {
        return database.transaction(tx -> AuditTable.holdSealer(tx) ? seal(tx) : 0);
    }

    /** The rows are read after the lock, so what the sealer before committed is seen. */
    private static int seal(DSLContext tx) {
        Optional<AuditEntry> head = AuditTable.head(tx);
        long place = head.map(AuditEntry::place).orElse(0L);
        String hash = head.map(AuditEntry::hash).orElse(ChainHash.START);
        List<AuditEntry> rows = AuditTable.unsealed(tx, AT_ONCE);
        for (AuditEntry row : rows) {
            place++;
            hash = ChainHash.of(hash, place, row);
            AuditTable.seal(tx, row.id(), place, hash);
        }
        return rows.size();
    }

    @Override
    public void close() {
        worker.close();
    }
}

package com.hasivu.cloud.audit;

import com.hasivu.cloud.db.Database;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Chains the rows just after their commit: each gets the next place and the hash over the one
 * before it. Done apart from the change, so that no two requests wait for each other's place; one
 * node at a time holds the sealer's row, so that there is one chain. A row that is not sealed yet
 * is refused to change by the database's trigger only.
 *
 * <p>Threading: {@link #ring} and {@link #sealSome} from any thread; one virtual thread works.
 */
public final class Sealer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
    private final Thread worker = Thread.ofVirtual().name("audit-sealer").unstarted(this::work);
    private volatile boolean stopped;

    public Sealer(Database database) {
        this.database = database;
    }

    /** Begins to work. */
    public void start() {
        worker.start();
    }

    void ring() {
        bell.offer(true);
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

    private void work() {
        try {
            while (!stopped) {
                sealAll();
                bell.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sealAll() {
        try {
            while (!stopped && sealSome() == AT_ONCE) {
                continue;
            }
        } catch (RuntimeException e) {
            if (!stopped) {
                LOG.warn("the audit log is not sealed; trying again in {}", LOOK, e);
            }
        }
    }

    @Override
    public void close() {
        stopped = true; // no interrupt: that would close an H2 file under its reader
        bell.offer(true);
        try {
            worker.join(PATIENCE.toMillis()); // before the database closes below it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

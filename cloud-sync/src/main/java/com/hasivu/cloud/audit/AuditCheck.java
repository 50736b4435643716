package com.hasivu.cloud.audit;

import com.hasivu.cloud.db.Database;

import java.util.List;
import java.util.Optional;

/** Whether the chain holds: computed again from its rows alone. */
public final class AuditCheck {
    private static final int PAGE = 1000;

    private AuditCheck() {}

    /**
     * What was found.
     *
     * @param sealed rows of the chain that hold, before the first fault
     * @param unsealed rows that wait for their seal
     * @param head hash of the last row that holds; note it elsewhere, and nobody can rewrite the
     *     chain up to there unseen
     * @param fault names the first row that does not hold, and why
     */
    public record Result(long sealed, int unsealed, String head, Optional<String> fault) {}

    /**
     * A row of the chain that was written down elsewhere.
     *
     * @param hash as {@link Result#head} told it
     */
    public record Noted(long place, String hash) {}

    /**
     * Reads the whole chain, page by page.
     *
     * @param noted must still be a part of it
     */
    public static Result run(Database database, Optional<Noted> noted) {
        long place = 0;
        String hash = ChainHash.START;
        List<AuditEntry> page;
        do {
            long after = place;
            page = database.read(tx -> AuditTable.chain(tx, after, PAGE));
            for (AuditEntry row : page) {
                Optional<String> fault = fault(row, place + 1, hash);
                if (fault.isPresent()) {
                    return result(database, place, hash, fault);
                }
                place++;
                hash = ChainHash.of(hash, place, row);
                Optional<String> rewritten = rewritten(noted, place, hash);
                if (rewritten.isPresent()) {
                    return result(database, place - 1, hash, rewritten);
                }
            }
        } while (page.size() == PAGE);
        long end = place;
        Optional<String> cutOff =
                noted.filter(it -> it.place() > end)
                        .map(
                                it ->
                                        "the chain ends at place %d, but place %d was noted: its end is gone"
                                                .formatted(end, it.place()));
        return result(database, place, hash, cutOff);
    }

    private static Optional<String> rewritten(Optional<Noted> noted, long place, String hash) {
        return noted.filter(it -> it.place() == place && !it.hash().equals(hash))
                .map(
                        it ->
                                "place %d has another hash than was noted: the chain was written anew"
                                        .formatted(place));
    }

    private static Optional<String> fault(AuditEntry row, long place, String before) {
        if (row.place() == null || row.place() != place) {
            return Optional.of(
                    "place %d of the chain is missing; the next row there is entry %d at place %d"
                            .formatted(place, row.id(), row.place()));
        }
        if (!ChainHash.of(before, place, row).equals(row.hash())) {
            return Optional.of(
                    "entry %d at place %d was changed after it was sealed: its hash is not that of what it holds"
                            .formatted(row.id(), place));
        }
        return Optional.empty();
    }

    private static Result result(
            Database database, long sealed, String head, Optional<String> fault) {
        return new Result(sealed, database.read(AuditTable::countUnsealed), head, fault);
    }
}

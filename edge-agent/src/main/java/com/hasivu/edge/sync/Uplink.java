package com.hasivu.edge.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * The sender's part of the state: a window of batches over the journal, in order. Only the cloud's
 * ack moves it on; a lost batch or ack is repaired by going back. Pure and immutable.
 *
 * <pre>
 *   saved &lt;= confirmed     next          end
 *   ----|------|--batch--|--batch--|------|     records
 * </pre>
 *
 * @param saved the cursor: the highest record the cloud ever confirmed
 * @param confirmed what it confirmed in this conversation; lower than {@code saved} only when the
 *     cloud asked again for records it had confirmed
 * @param end the last record on disk
 * @param next the next record to send
 * @param flight batches sent and not confirmed, oldest first
 * @param window batches in flight at most
 * @param halted not empty: nothing is sent any more, and why
 * @param wentBackTo the record last gone back to at the cloud's request; 0 for none
 * @param wentBackAt when
 */
record Uplink(
        long saved,
        long confirmed,
        long end,
        long next,
        List<Batch> flight,
        int window,
        String halted,
        long wentBackTo,
        long wentBackAt) {
    /** A batch on its way. */
    record Batch(long from, long to, long at) {}

    static Uplink start(long cursor, long end, SyncRules rules) {
        return new Uplink(
                cursor, cursor, end, cursor + 1, List.of(), rules.defaultWindow(), "", 0, 0);
    }

    boolean maySend() {
        return halted.isEmpty() && next <= end && flight.size() < window;
    }

    /** A new link: nothing is in flight, the window is as at the start. */
    Uplink reconnected(SyncRules rules) {
        return new Uplink(
                saved, saved, end, saved + 1, List.of(), rules.defaultWindow(), halted, 0, 0);
    }

    Uplink grew(long last) {
        return new Uplink(
                saved,
                confirmed,
                Math.max(end, last),
                next,
                flight,
                window,
                halted,
                wentBackTo,
                wentBackAt);
    }

    Uplink sent(Batch batch) {
        List<Batch> more = new ArrayList<>(flight);
        more.add(batch);
        return with(confirmed, batch.to() + 1, more);
    }

    Uplink acked(Input.Acked ack, SyncRules rules, long now) {
        if (!ack.quarantined().isEmpty()) {
            return halt("the cloud set this epoch aside: " + ack.quarantined());
        }
        if (ack.upTo() > end) {
            return halt(
                    "the cloud holds record %d, this journal ends at %d: an old copy of it was restored"
                            .formatted(ack.upTo(), end));
        }
        if (!ack.fits()) {
            return halt(
                    "the cloud's hash at record %d is not this journal's: the journal was changed or copied"
                            .formatted(ack.upTo()));
        }
        long reached = Math.max(confirmed, ack.upTo());
        Uplink moved =
                new Uplink(
                        Math.max(saved, reached),
                        reached,
                        end,
                        Math.max(next, reached + 1),
                        flight.stream().filter(batch -> batch.to() > reached).toList(),
                        ack.window() == 0 ? window : Math.clamp(ack.window(), 1, rules.maxWindow()),
                        halted,
                        wentBackTo,
                        wentBackAt);
        return moved.askedAgain(ack.resendFrom(), rules, now);
    }

    private Uplink askedAgain(long from, SyncRules rules, long now) {
        boolean ours = from >= 1 && from < next;
        boolean justDone = from == wentBackTo && now - wentBackAt < rules.resendQuiet();
        if (!ours || justDone) {
            return this;
        }
        return new Uplink(saved, from - 1, end, from, List.of(), window, halted, from, now);
    }

    /** When the oldest batch is overdue; {@link Long#MAX_VALUE} when none is in flight. */
    long overdueAt(SyncRules rules) {
        return flight.isEmpty() ? Long.MAX_VALUE : flight.getFirst().at() + rules.ackTimeout();
    }

    /** Back to the first record that is not confirmed. */
    Uplink goBack() {
        return with(confirmed, confirmed + 1, List.of());
    }

    private Uplink halt(String why) {
        return new Uplink(
                saved, confirmed, end, next, List.of(), window, why, wentBackTo, wentBackAt);
    }

    private Uplink with(long confirmed, long next, List<Batch> flight) {
        return new Uplink(
                saved,
                confirmed,
                end,
                next,
                List.copyOf(flight),
                window,
                halted,
                wentBackTo,
                wentBackAt);
    }
}

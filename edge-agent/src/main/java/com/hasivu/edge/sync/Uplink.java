package com.hasivu.edge.sync;

import com.hasivu.protocol.Wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The sender's part of the state: a window of batches over the journal, in order, and the newest
 * records ahead of them while a backlog waits. Only the cloud's ack moves it on; a lost batch or
 * ack is repaired by going back, a lost live batch by the backlog's own way there. Pure and
 * immutable.
 *
 * <pre>
 *   saved &lt;= confirmed     next   (backlog)   live          end
 *   ----|------|--batch--|--batch--|-------------|--live batch--|     records
 * </pre>
 *
 * @param saved the cursor: the highest record the cloud ever confirmed
 * @param confirmed what it confirmed in this conversation; lower than {@code saved} only when the
 *     cloud asked again for records it had confirmed
 * @param end the last record on disk
 * @param next the next record to send in order
 * @param live what comes from here on goes ahead of older records, once in a conversation; with
 *     {@code next} before it there is a backlog
 * @param flight batches sent in order and not confirmed, oldest first
 * @param window batches in flight at most
 * @param pace how fast the backlog goes
 * @param halted not empty: the cloud does not merge this epoch, and why. Then {@code confirmed} is
 *     what it has committed or kept for a person to review, and the rest goes there batch by batch
 * @param resend when what was sent goes again
 */
record Uplink(
        long saved,
        long confirmed,
        long end,
        long next,
        long live,
        List<Batch> flight,
        int window,
        Pace pace,
        String halted,
        Resend resend) {
    /** A batch on its way. */
    record Batch(long from, long to, long at) {}

    Uplink {
        flight = List.copyOf(flight);
    }

    static Uplink start(long cursor, long end, SyncRules rules) {
        return start(cursor, end, Resend.fresh(0), rules);
    }

    private static Uplink start(long cursor, long end, Resend resend, SyncRules rules) {
        return new Uplink(
                cursor,
                cursor,
                end,
                cursor + 1,
                end + 1,
                List.of(),
                rules.defaultWindow(),
                Pace.untold(),
                "",
                resend);
    }

    /** Records wait that are older than the newest: they are paced, the newest go ahead. */
    boolean backlog() {
        return halted.isEmpty() && next < live;
    }

    /** A halted epoch of which the cloud has every record, merged or kept for review. */
    boolean isReviewed() {
        return !halted.isEmpty() && confirmed >= end;
    }

    boolean maySendLive(long now) {
        return liveAt() <= now;
    }

    boolean maySend(long now) {
        return nextAt() <= now;
    }

    /** When something is to be sent although nothing is heard; {@link Long#MAX_VALUE}: never. */
    long dueAt(SyncRules rules) {
        return Math.min(overdueAt(rules), Math.min(liveAt(), nextAt()));
    }

    private long liveAt() {
        boolean waits = backlog() && live <= end;
        return waits ? pace.liveAt() : Long.MAX_VALUE;
    }

    private long nextAt() {
        int unpaced = halted.isEmpty() ? window : 1;
        int batches = backlog() ? Math.clamp(resend.open() / most(), 1, window) : unpaced;
        if (next > end || flight.size() >= batches) {
            return Long.MAX_VALUE;
        }
        return backlog() ? pace.nextAt() : Pace.AT_ONCE;
    }

    /** Records in the next batch at most. */
    int most() {
        return backlog() ? Math.min(pace.most(), resend.open()) : Wire.MAX_BATCH_RECORDS;
    }

    /** A new link: nothing is in flight, window and pace are as at the start. */
    Uplink reconnected(SyncRules rules) {
        return halted.isEmpty()
                ? start(saved, end, Resend.fresh(next - 1), rules)
                : back(Resend.fresh(next - 1));
    }

    /** More on disk. A backlog arises when more than a batch waits, as when nothing is acked. */
    Uplink grew(long last) {
        boolean arose = !backlog() && last - next >= Wire.MAX_BATCH_RECORDS;
        return new Uplink(
                saved,
                confirmed,
                Math.max(end, last),
                next,
                arose ? last + 1 : live,
                flight,
                window,
                pace,
                halted,
                resend);
    }

    Uplink sent(Batch batch) {
        List<Batch> more = new ArrayList<>(flight);
        more.add(batch);
        int records = Math.toIntExact(batch.to() - batch.from() + 1);
        return with(
                confirmed,
                batch.to() + 1,
                live,
                more,
                backlog() ? pace.sent(records, batch.at()) : pace,
                resend);
    }

    /** The newest went ahead, up to here. Not in flight: nobody waits for them. */
    Uplink sentLive(long to, long now) {
        return with(confirmed, next, to + 1, flight, pace.sentLive(now), resend);
    }

    Uplink acked(Input.Acked ack, SyncRules rules, long now) {
        if (!ack.quarantined().isEmpty()) {
            return halt("the cloud set this epoch aside: " + ack.quarantined(), ack, now);
        }
        if (ack.upTo() > end) {
            return halt(
                    "the cloud holds record %d, this journal ends at %d: an old copy of it was restored"
                            .formatted(ack.upTo(), end),
                    ack,
                    now);
        }
        if (!ack.fits()) {
            return halt(
                    "the cloud's hash at record %d is not this journal's: the journal was changed or copied"
                            .formatted(ack.upTo()),
                    ack,
                    now);
        }
        long reached = Math.max(confirmed, ack.upTo());
        long on = Math.max(next, reached + 1);
        Uplink moved =
                new Uplink(
                        Math.max(saved, reached),
                        reached,
                        end,
                        on,
                        Math.max(live, on),
                        flight.stream().filter(batch -> batch.to() > reached).toList(),
                        ack.window() == 0 ? window : Math.clamp(ack.window(), 1, rules.maxWindow()),
                        pace.told(ack.rate()),
                        halted,
                        reached > confirmed ? measured(reached, now) : resend);
        return moved.askedAgain(ack.resendFrom(), rules, now);
    }

    /** The newest batch covered tells the round trip: an ack of an older one may be lost. */
    private Resend measured(long reached, long now) {
        return flight.stream()
                .filter(batch -> batch.to() <= reached)
                .reduce((older, newer) -> newer)
                .map(newest -> resend.acked(newest, now))
                .orElseGet(() -> resend.progress(now));
    }

    /**
     * An ack for a halted epoch. A request for records before those in flight cannot be answered:
     * what is left stays on this disk only.
     */
    Uplink reviewed(Input.Acked ack, long now) {
        boolean answers = !flight.isEmpty() && flight.getFirst().to() == ack.batchUpTo();
        if (ack.resendFrom() > 0) {
            return with(end, end + 1, live, List.of(), pace, resend);
        }
        return answers
                ? with(
                        ack.batchUpTo(),
                        next,
                        live,
                        List.of(),
                        pace,
                        resend.acked(flight.getFirst(), now))
                : this;
    }

    private Uplink askedAgain(long from, SyncRules rules, long now) {
        boolean ours = from >= 1 && from < next;
        if (!ours || resend.justAsked(from, rules, now)) {
            return this;
        }
        return with(from - 1, from, live, List.of(), pace, resend.asked(from, next - 1, now));
    }

    /** When the oldest batch is overdue; {@link Long#MAX_VALUE} when none is in flight. */
    long overdueAt(SyncRules rules) {
        return flight.isEmpty() ? Long.MAX_VALUE : resend.overdueAt(flight.getFirst().at(), rules);
    }

    /** No ack came in time: back to the first record that is not confirmed. */
    Uplink timedOut() {
        return back(resend.timedOut(next - 1));
    }

    private Uplink back(Resend then) {
        return with(confirmed, confirmed + 1, live, List.of(), pace, then);
    }

    /** From the cursor on, one batch at a time; the first may be on its way already. */
    private Uplink halt(String why, Input.Acked ack, long now) {
        List<Batch> first = flight.stream().filter(batch -> batch.from() == saved + 1).toList();
        Uplink stopped =
                new Uplink(
                        saved,
                        saved,
                        end,
                        first.isEmpty() ? saved + 1 : first.getFirst().to() + 1,
                        live,
                        first,
                        window,
                        pace,
                        why,
                        resend);
        return stopped.reviewed(ack, now);
    }

    private Uplink with(
            long confirmed, long next, long live, List<Batch> flight, Pace pace, Resend resend) {
        return new Uplink(
                saved,
                confirmed,
                end,
                next,
                Math.max(live, next),
                flight,
                window,
                pace,
                halted,
                resend);
    }
}

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
 * @param wentBackTo the record last gone back to at the cloud's request; 0 for none
 * @param wentBackAt when
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
        long wentBackTo,
        long wentBackAt) {
    /** A batch on its way. */
    record Batch(long from, long to, long at) {}

    Uplink {
        flight = List.copyOf(flight);
    }

    static Uplink start(long cursor, long end, SyncRules rules) {
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
                0,
                0);
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
        int most = backlog() ? pace.window(window) : unpaced;
        if (next > end || flight.size() >= most) {
            return Long.MAX_VALUE;
        }
        return backlog() ? pace.nextAt() : Pace.AT_ONCE;
    }

    /** Records in the next batch at most. */
    int most() {
        return backlog() ? pace.most() : Wire.MAX_BATCH_RECORDS;
    }

    /** A new link: nothing is in flight, window and pace are as at the start. */
    Uplink reconnected(SyncRules rules) {
        return halted.isEmpty() ? start(saved, end, rules) : goBack();
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
                wentBackTo,
                wentBackAt);
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
                backlog() ? pace.sent(records, batch.at()) : pace);
    }

    /** The newest went ahead, up to here. Not in flight: nobody waits for them. */
    Uplink sentLive(long to, long now) {
        return with(confirmed, next, to + 1, flight, pace.sentLive(now));
    }

    Uplink acked(Input.Acked ack, SyncRules rules, long now) {
        if (!ack.quarantined().isEmpty()) {
            return halt("the cloud set this epoch aside: " + ack.quarantined(), ack);
        }
        if (ack.upTo() > end) {
            return halt(
                    "the cloud holds record %d, this journal ends at %d: an old copy of it was restored"
                            .formatted(ack.upTo(), end),
                    ack);
        }
        if (!ack.fits()) {
            return halt(
                    "the cloud's hash at record %d is not this journal's: the journal was changed or copied"
                            .formatted(ack.upTo()),
                    ack);
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
                        wentBackTo,
                        wentBackAt);
        return moved.askedAgain(ack.resendFrom(), rules, now);
    }

    /**
     * An ack for a halted epoch. A request for records before those in flight cannot be answered:
     * what is left stays on this disk only.
     */
    Uplink reviewed(Input.Acked ack) {
        boolean answers = !flight.isEmpty() && flight.getFirst().to() == ack.batchUpTo();
        if (ack.resendFrom() > 0) {
            return with(end, end + 1, live, List.of(), pace);
        }
        return answers ? with(ack.batchUpTo(), next, live, List.of(), pace) : this;
    }

    private Uplink askedAgain(long from, SyncRules rules, long now) {
        boolean ours = from >= 1 && from < next;
        boolean justDone = from == wentBackTo && now - wentBackAt < rules.resendQuiet();
        if (!ours || justDone) {
            return this;
        }
        return new Uplink(
                saved, from - 1, end, from, live, List.of(), window, pace, halted, from, now);
    }

    /** When the oldest batch is overdue; {@link Long#MAX_VALUE} when none is in flight. */
    long overdueAt(SyncRules rules) {
        return flight.isEmpty() ? Long.MAX_VALUE : flight.getFirst().at() + rules.ackTimeout();
    }

    /** Back to the first record that is not confirmed. */
    Uplink goBack() {
        return with(confirmed, confirmed + 1, live, List.of(), pace);
    }

    /** From the cursor on, one batch at a time; the first may be on its way already. */
    private Uplink halt(String why, Input.Acked ack) {
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
                        wentBackTo,
                        wentBackAt);
        return stopped.reviewed(ack);
    }

    private Uplink with(long confirmed, long next, long live, List<Batch> flight, Pace pace) {
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
                wentBackTo,
                wentBackAt);
    }
}

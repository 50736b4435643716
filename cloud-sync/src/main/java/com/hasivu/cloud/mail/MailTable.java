package com.hasivu.cloud.mail;

import static com.hasivu.cloud.schema.Tables.OUTGOING_MAILS;

import com.hasivu.cloud.observe.Trace;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The mails' rows. */
final class MailTable {
    static final String WAITING = "waiting";
    static final String SENDING = "sending";
    static final String SENT = "sent";
    static final String GIVEN_UP = "given-up";

    private static final int LONGEST = 300;

    private MailTable() {}

    static void insert(DSLContext tx, Mail mail, Instant now) {
        tx.insertInto(OUTGOING_MAILS)
                .set(OUTGOING_MAILS.RECIPIENT, mail.recipient())
                .set(OUTGOING_MAILS.SUBJECT, mail.subject())
                .set(OUTGOING_MAILS.BODY, mail.text())
                .set(OUTGOING_MAILS.SECRET, mail.secret())
                .set(OUTGOING_MAILS.STATE, WAITING)
                .set(OUTGOING_MAILS.ATTEMPT, 0)
                .set(OUTGOING_MAILS.DUE, now)
                .set(OUTGOING_MAILS.EXPIRES, now.plus(mail.goodFor()))
                .set(OUTGOING_MAILS.CREATED, now)
                .set(OUTGOING_MAILS.TRACE, Trace.currentWords())
                .set(OUTGOING_MAILS.CHANGED, now)
                .execute();
    }

    /** Whatever became of them; a worker that just sends one finds it gone. */
    static void forget(DSLContext tx, String recipient) {
        tx.deleteFrom(OUTGOING_MAILS)
                .where(OUTGOING_MAILS.RECIPIENT.equalIgnoreCase(recipient))
                .execute();
    }

    /** Gives up what nobody needs any more; how many. */
    static int expire(DSLContext tx, Instant now) {
        return tx.update(OUTGOING_MAILS)
                .set(OUTGOING_MAILS.STATE, GIVEN_UP)
                .set(OUTGOING_MAILS.FAILURE, "its time was over before a server took it")
                .set(OUTGOING_MAILS.BODY, left())
                .set(OUTGOING_MAILS.CHANGED, now)
                .where(
                        OUTGOING_MAILS.STATE.in(WAITING, SENDING),
                        OUTGOING_MAILS.DUE.le(now),
                        OUTGOING_MAILS.EXPIRES.le(now))
                .execute();
    }

    /** Claims one that is due: until {@code until} it is this worker's alone. */
    static Optional<Letter> claim(DSLContext tx, Instant now, Instant until) {
        Optional<Letter> found =
                tx.selectFrom(OUTGOING_MAILS)
                        .where(
                                OUTGOING_MAILS.STATE.in(WAITING, SENDING),
                                OUTGOING_MAILS.DUE.le(now))
                        .orderBy(OUTGOING_MAILS.DUE, OUTGOING_MAILS.ID)
                        .limit(1)
                        .forUpdate()
                        .skipLocked()
                        .fetchOptional()
                        .map(
                                row ->
                                        new Letter(
                                                row.getId(),
                                                row.getAttempt() + 1,
                                                row.getRecipient(),
                                                row.getSubject(),
                                                row.getBody(),
                                                Trace.ofWords(row.getTrace())));
        found.ifPresent(
                letter ->
                        tx.update(OUTGOING_MAILS)
                                .set(OUTGOING_MAILS.STATE, SENDING)
                                .set(OUTGOING_MAILS.ATTEMPT, letter.attempt())
                                .set(OUTGOING_MAILS.DUE, until)
                                .set(OUTGOING_MAILS.CHANGED, now)
                                .where(OUTGOING_MAILS.ID.eq(letter.id()))
                                .execute());
        return found;
    }

    /** Compare and set: false when the claim was lost meanwhile. */
    static boolean end(
            DSLContext tx, Letter letter, String state, Optional<String> why, Instant now) {
        return tx.update(OUTGOING_MAILS)
                        .set(OUTGOING_MAILS.STATE, state)
                        .set(OUTGOING_MAILS.FAILURE, why.map(MailTable::cut).orElse(null))
                        .set(OUTGOING_MAILS.BODY, left())
                        .set(OUTGOING_MAILS.CHANGED, now)
                        .where(mine(letter))
                        .execute()
                == 1;
    }

    /** Compare and set: false when the claim was lost meanwhile. */
    static boolean later(DSLContext tx, Letter letter, String why, Instant now, Duration wait) {
        return tx.update(OUTGOING_MAILS)
                        .set(OUTGOING_MAILS.STATE, WAITING)
                        .set(OUTGOING_MAILS.FAILURE, cut(why))
                        .set(OUTGOING_MAILS.DUE, now.plus(wait))
                        .set(OUTGOING_MAILS.CHANGED, now)
                        .where(mine(letter))
                        .execute()
                == 1;
    }

    private static org.jooq.Condition mine(Letter letter) {
        return OUTGOING_MAILS
                .ID
                .eq(letter.id())
                .and(OUTGOING_MAILS.STATE.eq(SENDING))
                .and(OUTGOING_MAILS.ATTEMPT.eq(letter.attempt()));
    }

    /** What stays of the text of a mail that is done with. */
    private static org.jooq.Field<String> left() {
        return DSL.when(OUTGOING_MAILS.SECRET.isTrue(), DSL.inline(""))
                .otherwise(OUTGOING_MAILS.BODY);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}

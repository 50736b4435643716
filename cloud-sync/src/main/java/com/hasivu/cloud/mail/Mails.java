package com.hasivu.cloud.mail;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Trace;
import com.hasivu.cloud.resilience.Deadline;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.resilience.DependencyException;
import com.hasivu.cloud.work.Worker;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Mails on their way out. {@link #send} writes a row with what the mail tells of, so neither is
 * there without the other; a worker of any node claims it and hands it to the server, once for each
 * claim. A claim is over after {@link #CLAIM}: a worker that died while it sent may have sent, and
 * the mail goes again with the same Message-ID. Without a server every mail waits. A server that
 * fails too often is left alone: mails are not claimed meanwhile, so none uses up its tries, and a
 * mere greeting finds out when it is back.
 *
 * <p>Threading: {@link #send} in any transaction; one virtual thread works; {@link #deliverOne}
 * from any thread.
 */
public final class Mails implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mails.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** A server that is back within it is found back. */
    private static final Duration GREETING = Duration.ofSeconds(5);

    /** Longer than any conversation may take: CloudConfig, dependencies.mail.deadline. */
    static final Duration CLAIM = Duration.ofMinutes(10);

    static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** Some five hours, when each try fails. */
    static final int TRIES = 14;

    private final Database database;
    private final Optional<Smtp> smtp;
    private final Dependency dependency;
    private final Clock clock;
    private final RandomGenerator random;
    private final Worker worker = new Worker("mail", LOOK, this::deliverOne);

    /**
     * @param dependency what the server may get
     * @param random spreads the tries
     */
    public Mails(
            Database database,
            Optional<MailServer> server,
            Dependency dependency,
            Clock clock,
            RandomGenerator random) {
        this.database = database;
        this.smtp = server.map(Smtp::new);
        this.dependency = dependency;
        this.clock = clock;
        this.random = random;
    }

    /** Begins to send; without a server there is nothing to begin. */
    public void start() {
        if (smtp.isPresent()) {
            worker.start();
        }
    }

    /** Adds a mail to the transaction; it leaves after the commit only. */
    public void send(DSLContext tx, Mail mail) {
        MailTable.insert(tx, mail, now());
        Database.afterCommit(tx, worker::ring);
    }

    /** Takes out what is kept of mails to an address whose owner is erased, sent or not. */
    public static void forget(DSLContext tx, String recipient) {
        MailTable.forget(tx, recipient);
    }

    /** Tries one mail that is due; false when there is none, or the server is left alone. */
    public boolean deliverOne() {
        Smtp server = smtp.orElseThrow(() -> new IllegalStateException("there is no mail server"));
        if (dependency.leftAlone() || (!dependency.usual() && !greeted(server))) {
            return false;
        }
        Instant claimed = now();
        Optional<Letter> found =
                database.transaction(
                        tx -> {
                            MailTable.expire(tx, claimed);
                            return MailTable.claim(tx, claimed, claimed.plus(CLAIM));
                        });
        found.ifPresent(
                letter ->
                        Trace.within(
                                letter.trace(), () -> note(letter, hand(server, letter, claimed))));
        return found.isPresent();
    }

    private boolean greeted(Smtp server) {
        try {
            return dependency.once(
                    Deadline.in(GREETING),
                    left -> {
                        server.greet(left);
                        return true;
                    });
        } catch (DependencyException e) {
            LOG.debug("mail server is not back: {}", e.getMessage());
            return false;
        }
    }

    /** Never tried again at once: the letter's row comes due again, on whatever node. */
    private Smtp.Outcome hand(Smtp server, Letter letter, Instant now) {
        try {
            return dependency.once(dependency.deadline(), left -> server.send(letter, now, left));
        } catch (DependencyException e) {
            return new Smtp.Outcome.Later(String.valueOf(e.getMessage()));
        }
    }

    private void note(Letter letter, Smtp.Outcome outcome) {
        LOG.debug("{} at try {}: {}", letter, letter.attempt(), outcome);
        boolean noted =
                switch (outcome) {
                    case Smtp.Outcome.Taken() -> end(letter, MailTable.SENT, Optional.empty());
                    case Smtp.Outcome.Refused(String why) -> giveUp(letter, why);
                    case Smtp.Outcome.Later(String why) ->
                            letter.attempt() >= TRIES ? giveUp(letter, why) : later(letter, why);
                };
        if (!noted) {
            LOG.warn("{}: another worker has it, as its claim was over; it may go twice", letter);
        }
    }

    private boolean end(Letter letter, String state, Optional<String> why) {
        return database.transaction(tx -> MailTable.end(tx, letter, state, why, now()));
    }

    private boolean giveUp(Letter letter, String why) {
        LOG.warn("{} given up at try {}: {}", letter, letter.attempt(), why);
        return end(letter, MailTable.GIVEN_UP, Optional.of(why));
    }

    private boolean later(Letter letter, String why) {
        Duration wait = wait(letter.attempt(), random);
        if (letter.attempt() == 1) {
            LOG.warn("{} not sent: {}; again within {}", letter, why, LONGEST_WAIT);
        }
        return database.transaction(tx -> MailTable.later(tx, letter, why, now(), wait));
    }

    /** Full jitter: anything up to a bound that doubles. */
    static Duration wait(int attempt, RandomGenerator random) {
        long most =
                Math.min(
                        LONGEST_WAIT.toMillis(),
                        FIRST_WAIT.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(random.nextLong(most + 1));
    }

    @Override
    public void close() {
        worker.close();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

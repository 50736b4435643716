package com.hasivu.cloud.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.MailBox;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.resilience.Dependency;
import com.icegreen.greenmail.util.GreenMail;

import org.jooq.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What {@link Mails} promises, through real SMTP conversations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MailDelivery {
    private static final Duration DAY = Duration.ofDays(1);

    /** Time for a conversation on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final Database database;

    MailDelivery(Engine engine) throws Exception {
        database = engine.migrated(Files.createTempDirectory("hasivu-mail"));
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.transaction(tx -> tx.execute("delete from outgoing_mails"));
    }

    private Mails mails(int port) {
        return mails(port, MailServer.Tls.NONE);
    }

    private Mails mails(int port, MailServer.Tls tls) {
        return mails(port, tls, DEADLINE);
    }

    private Mails mails(int port, MailServer.Tls tls, Duration deadline) {
        return new Mails(
                database,
                Optional.of(
                        new MailServer(
                                "127.0.0.1", port, tls, "", "", "meals@hasivu.test", DEADLINE)),
                new Dependency("mail", limits(deadline), new Metrics(), new Random(1)),
                clock,
                new Random(1));
    }

    private static Dependency.Limits limits(Duration deadline) {
        return new Dependency.Limits(
                4, deadline, 1, Duration.ZERO, Duration.ZERO, 4, Duration.ofSeconds(1), 1);
    }

    private void send(Mails mails, String recipient, boolean secret) {
        database.transaction(
                tx -> {
                    mails.send(
                            tx, new Mail(recipient, "Ihr Code: ಊಟ", "code ಊಟ 123\n", secret, DAY));
                    return true;
                });
    }

    private Record row() {
        return database.read(tx -> tx.fetchSingle("select * from outgoing_mails"));
    }

    private String state() {
        return row().get("state", String.class);
    }

    @Test
    void mail_waitsForTheServerAndArrivesWhole() throws Exception {
        Socket nobody = new Socket(); // holds the port, and does not listen
        nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = nobody.getLocalPort();
        Mails mails = mails(port);
        send(mails, "parent@x.test", true);
        assertThat(mails.deliverOne()).isTrue();
        assertThat(state()).isEqualTo("waiting");
        assertThat(row().get("failure", String.class)).contains("Connection refused");
        nobody.close();
        GreenMail server = MailBox.open(port, "smtp");
        try {
            clock.advance(Mails.FIRST_WAIT);
            assertThat(mails.deliverOne()).isTrue();
            assertThat(mails.deliverOne()).isFalse();
            var received = server.getReceivedMessages();
            assertThat(received).hasSize(1);
            assertThat(received[0].getContent().toString().strip()).isEqualTo("code ಊಟ 123");
            assertThat(received[0].getSubject()).isEqualTo("Ihr Code: ಊಟ");
            assertThat(received[0].getContentType())
                    .isEqualToIgnoringCase("text/plain; charset=UTF-8");
            assertThat(received[0].getMessageID())
                    .isEqualTo("<hasivu-%d@hasivu.test>".formatted(row().get("id", Long.class)));
            assertThat(received[0].getSentDate()).isEqualTo(Date.from(clock.instant()));
            assertThat(received[0].getFrom()[0]).hasToString("meals@hasivu.test");
        } finally {
            server.stop();
        }
        assertThat(state()).isEqualTo("sent");
        assertThat(row().get("body", String.class)).isEmpty();
    }

    @Test
    void mail_keepsItsTextWhenItHoldsNoSecret() throws Exception {
        GreenMail server = MailBox.open(0, "smtp");
        int port = server.getSmtp().getPort();
        try {
            Mails mails = mails(port);
            send(mails, "parent@x.test", false);
            assertThat(mails.deliverOne()).isTrue();
        } finally {
            server.stop();
        }
        assertThat(row().get("body", String.class)).isNotEmpty();
    }

    @Test
    void mail_isGivenUpAtOnceWhenItsRecipientIsRefused() throws Exception {
        try (var server = new RefusingServer("550 5.1.1 no <parent@x.test> here")) {
            Mails mails = mails(server.port());
            send(mails, "parent@x.test", true);
            assertThat(mails.deliverOne()).isTrue();
            assertThat(mails.deliverOne()).isFalse();
            assertThat(server.asked()).isEqualTo(1);
        }
        assertThat(state()).isEqualTo("given-up");
        assertThat(row().get("failure", String.class))
                .contains("550")
                .doesNotContain("parent@x.test");
        assertThat(row().get("body", String.class)).isEmpty();
    }

    @Test
    void mail_isTriedAgainAndGivenUpWithTheReasonInTheEnd() throws Exception {
        try (var server = new RefusingServer("451 4.7.1 greylisted")) {
            Mails mails = mails(server.port());
            send(mails, "parent@x.test", false);
            for (int i = 1; i <= Mails.TRIES; i++) {
                assertThat(mails.deliverOne()).isTrue();
                assertThat(state()).isEqualTo(i < Mails.TRIES ? "waiting" : "given-up");
                clock.advance(Mails.LONGEST_WAIT);
            }
            assertThat(mails.deliverOne()).isFalse();
            assertThat(server.asked()).isEqualTo(Mails.TRIES);
        }
        assertThat(row().get("failure", String.class)).contains("greylisted");
    }

    @Test
    void mail_isNotSentOnceItsTimeIsOver() throws Exception {
        try (var server = new RefusingServer("550 never asked")) {
            Mails mails = mails(server.port());
            send(mails, "parent@x.test", true);
            clock.advance(DAY);
            assertThat(mails.deliverOne()).isFalse();
            assertThat(server.asked()).isZero();
        }
        assertThat(state()).isEqualTo("given-up");
        assertThat(row().get("body", String.class)).isEmpty();
    }

    @Test
    void mails_goOnceEachFromTwoWorkers() throws Exception {
        GreenMail server = MailBox.open(0, "smtp");
        int port = server.getSmtp().getPort();
        try {
            Mails one = mails(port);
            Mails two = mails(port);
            for (int i = 0; i < 40; i++) {
                send(one, "parent%d@x.test".formatted(i), false);
            }
            List<Integer> sent =
                    Parallel.run(
                            4,
                            i ->
                                    () -> {
                                        int count = 0;
                                        while (count < 100
                                                && (i % 2 == 0 ? one : two).deliverOne()) {
                                            count++;
                                        }
                                        return count;
                                    });
            assertThat(sent.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
            assertThat(Arrays.stream(server.getReceivedMessages()).map(MailDelivery::to))
                    .hasSize(40)
                    .doesNotHaveDuplicates();
        } finally {
            server.stop();
        }
    }

    private static String to(jakarta.mail.internet.MimeMessage message) {
        try {
            return message.getAllRecipients()[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each byte comes well within the patience of a read; the letter has its own end. */
    @Test
    void conversation_endsAtItsDeadlineWhenTheServerDribbles() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> dribble(server));
            Mails mails = mails(server.getLocalPort(), MailServer.Tls.NONE, Duration.ofSeconds(2));
            send(mails, "parent@x.test", false);
            long begun = System.nanoTime();
            assertThat(mails.deliverOne()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        }
        assertThat(state()).isEqualTo("waiting");
    }

    private static void dribble(ServerSocket server) {
        try (var client = server.accept()) {
            while (true) {
                client.getOutputStream().write("220-here\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // the other side has left
        }
    }

    @Test
    void tls_isSpokenAroundTheSocketAndTrustsNobodyUnknown() throws Exception {
        GreenMail server = MailBox.open(0, "smtps");
        try {
            Mails mails = mails(server.getSmtps().getPort(), MailServer.Tls.TLS);
            send(mails, "parent@x.test", false);
            assertThat(mails.deliverOne()).isTrue();
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
        assertThat(row().get("failure", String.class)).contains("certification path");
    }

    @Test
    void claim_isOverWhenItsWorkerNeverCameBack() {
        Mails mails = mails(1);
        send(mails, "parent@x.test", false);
        var first =
                database.transaction(
                        tx ->
                                MailTable.claim(
                                        tx, clock.instant(), clock.instant().plus(Mails.CLAIM)));
        assertThat(first).isPresent();
        assertThat(mails.deliverOne()).isFalse();
        clock.advance(Mails.CLAIM);
        var second =
                database.transaction(
                        tx ->
                                MailTable.claim(
                                        tx, clock.instant(), clock.instant().plus(Mails.CLAIM)));
        assertThat(second.orElseThrow().attempt()).isEqualTo(2);
        boolean late =
                database.transaction(
                        tx ->
                                MailTable.end(
                                        tx,
                                        first.orElseThrow(),
                                        MailTable.SENT,
                                        Optional.empty(),
                                        clock.instant()));
        assertThat(late).isFalse();
    }

    @Test
    void mail_isNotThereWhenWhatItTellsWasUndone() {
        Mails mails = mails(1);
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            mails.send(
                                                    tx, new Mail("a@x.test", "s", "t", false, DAY));
                                            throw new IllegalArgumentException("undone");
                                        }))
                .hasMessage("undone");
        int left = database.read(tx -> tx.fetchCount(org.jooq.impl.DSL.table("outgoing_mails")));
        assertThat(left).isZero();
    }

    @Test
    void wait_isAnythingUpToABoundThatDoubles() {
        var random = new Random(7);
        for (int attempt = 1; attempt < 40; attempt++) {
            long bound =
                    Math.min(
                            Mails.LONGEST_WAIT.toMillis(),
                            Mails.FIRST_WAIT.toMillis() * (1L << Math.min(attempt - 1, 30)));
            for (int i = 0; i < 50; i++) {
                assertThat(Mails.wait(attempt, random).toMillis()).isBetween(0L, bound);
            }
        }
    }
}

package com.hasivu.cloud.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.LineProxy;
import com.hasivu.cloud.MailBox;
import com.hasivu.cloud.Web;
import com.icegreen.greenmail.util.GreenMail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The whole service while its mail server hangs, or is gone, and afterwards. */
abstract class MailOutage {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What a person must not notice: as long as a try at a server that hangs. */
    private static final Duration FAST = Duration.ofSeconds(3);

    /** From the server's return until it is used as usual. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    /** A mail that failed twice before it was left alone comes due again within 20 s. */
    private static final Duration ARRIVES = Duration.ofSeconds(60);

    private static final String ROOT = "root@hasivu.test";

    private final GreenMail server = MailBox.open(0, "smtp");
    private final LineProxy proxy;
    private final CloudFixture cloud;
    private final Web metrics;

    MailOutage(Engine engine) throws Exception {
        proxy = new LineProxy(server.getSmtp().getPort());
        cloud =
                CloudFixture.start(
                        engine,
                        Clock.systemUTC(),
                        """
                        metrics: {listen: "127.0.0.1:0"}
                        mail: {host: 127.0.0.1, port: %d, tls: none, from: meals@hasivu.test}
                        dependencies: {mail: {deadline: 3s, window: 4}}
                        """
                                .formatted(proxy.port()));
        metrics = Web.at(cloud.cloud().metricsPort().orElseThrow());
    }

    @AfterEach
    void stop() throws Exception {
        cloud.close();
        proxy.close();
        server.stop();
    }

    /** Somebody forgot a password: the answer waits for no mail. */
    private void ask() {
        long begun = System.nanoTime();
        cloud.web().post("/v1/auth/password/forgot", "{'email':'%s'}", ROOT).expect(202);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(FAST);
    }

    /** The same person is sent a few codes only, however often it is asked for. */
    private int written() {
        return (int) cloud.count("select count(*) from outgoing_mails");
    }

    private boolean breaker(String state) {
        return metrics.get("/metrics")
                .text()
                .contains("hasivu_cloud_dependency_open{dependency=\"mail\"} " + state);
    }

    private String health() {
        for (var each : cloud.web().get("/v1/health").expect(200).json().path("checks")) {
            if (each.path("name").asText().equals("mail")) {
                return each.path("status").asText();
            }
        }
        return "missing";
    }

    private List<String> received() {
        return Arrays.stream(server.getReceivedMessages()).map(MailOutage::id).toList();
    }

    private static String id(MimeMessage message) {
        try {
            return message.getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void arrives() {
        await().atMost(ARRIVES)
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from outgoing_mails where state = 'sent'")
                                        == written());
        assertThat(received()).hasSize(written()).doesNotHaveDuplicates();
    }

    private void opensWhileNobodyNotices() {
        await().atMost(SOON)
                .until(
                        () -> {
                            ask();
                            return breaker("1.0");
                        });
        await().atMost(SOON).until(() -> health().equals("degraded"));
        long tried = triedSoFar();
        ask();
        assertThat(triedSoFar()).as("left alone").isEqualTo(tried);
    }

    private long triedSoFar() {
        return cloud.count("select sum(attempt) from outgoing_mails");
    }

    private void closes() {
        await().atMost(BACK_WITHIN).until(() -> breaker("0.0"));
        await().atMost(SOON).until(() -> health().equals("healthy"));
    }

    @Test
    void hangingServer_isLeftAloneAndEveryMailArrivesOnceAfterIt() {
        assertThat(health()).isEqualTo("healthy");
        ask();
        arrives();
        proxy.hang();
        opensWhileNobodyNotices();
        proxy.flow();
        closes();
        arrives();
    }

    @Test
    void stoppedServer_isLeftAloneAndEveryMailArrivesOnceAfterIt() {
        int port = server.getSmtp().getPort();
        ask();
        arrives();
        List<String> before = received();
        server.stop();
        opensWhileNobodyNotices();
        GreenMail again = MailBox.open(port, "smtp");
        try {
            closes();
            await().atMost(ARRIVES)
                    .until(() -> again.getReceivedMessages().length == written() - before.size());
            assertThat(Arrays.stream(again.getReceivedMessages()).map(MailOutage::id))
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(before);
        } finally {
            again.stop();
        }
    }
}

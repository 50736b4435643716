package com.hasivu.cloud.mail;

import com.hasivu.cloud.resilience.Deadline;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;

/** One conversation with the mail server for each letter. Thread-safe; a call blocks. */
final class Smtp {
    private static final int PERMANENT = 500;

    private static final int NOT_NOW = 400;

    /** RFC 5321, section 3.8: the server closes the channel, whatever was asked. */
    private static final int CLOSING = 421;

    private final MailServer server;

    Smtp(MailServer server) {
        this.server = server;
    }

    /** What the server said. */
    sealed interface Outcome {
        /** It took the letter. */
        record Taken() implements Outcome {}

        /** It will never take it (a reply of 500 or above). */
        record Refused(String why) implements Outcome {}

        /** Not now (a reply of 400 to 499 to this letter). */
        record Later(String why) implements Outcome {}
    }

    /**
     * Hands one letter over.
     *
     * @throws IOException when the server could not be asked, or broke off: it says nothing of the
     *     letter, which it may have taken
     */
    Outcome send(Letter letter, Instant now, Deadline left) throws IOException {
        try (var line = new Lifeline(left)) {
            Session session = Session.getInstance(properties(server, line));
            MimeMessage message = message(session, letter, now);
            Transport transport = session.getTransport("smtp");
            try {
                connect(transport);
                transport.sendMessage(message, message.getAllRecipients());
            } finally {
                close(transport);
            }
            return new Outcome.Taken();
        } catch (MessagingException e) {
            String why = reason(e).replace(letter.recipient(), "(recipient)");
            int code = code(e);
            if (code >= PERMANENT || e instanceof jakarta.mail.internet.AddressException) {
                return new Outcome.Refused(why);
            }
            if (code >= NOT_NOW && code != CLOSING) {
                return new Outcome.Later(why);
            }
            throw new IOException(why, e);
        }
    }

    /** Whether it can be talked to, sign-in included; no letter is at stake. */
    void greet(Deadline left) throws IOException {
        try (var line = new Lifeline(left)) {
            Transport transport =
                    Session.getInstance(properties(server, line)).getTransport("smtp");
            try {
                connect(transport);
            } finally {
                close(transport);
            }
        } catch (MessagingException e) {
            throw new IOException(reason(e), e);
        }
    }

    private void connect(Transport transport) throws MessagingException {
        boolean signIn = !server.user().isEmpty();
        transport.connect(
                server.host(),
                server.port(),
                signIn ? server.user() : null,
                signIn ? server.password() : null);
    }

    private MimeMessage message(Session session, Letter letter, Instant now)
            throws MessagingException {
        String domain = server.from().substring(server.from().indexOf('@') + 1);
        // the same at each try, so that a server or reader may know a copy
        String id = "<hasivu-%d@%s>".formatted(letter.id(), domain);
        var message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        setHeader("Message-ID", id);
                    }
                };
        message.setFrom(new InternetAddress(server.from(), true));
        message.setRecipient(
                Message.RecipientType.TO, new InternetAddress(letter.recipient(), true));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(now));
        if (letter.trace().isPresent()) { // who asks about a mail brings what the log knows it by
            message.setHeader("Traceparent", letter.trace().get().traceparent());
        }
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.setText(letter.text(), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    /** A letter that was taken stays taken, whatever becomes of the farewell. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            org.slf4j.LoggerFactory.getLogger(Smtp.class)
                    .debug("mail server left: {}", e.getMessage());
        }
    }

    /** The highest reply that was given to this letter; 0 or less without one. */
    private static int code(MessagingException e) {
        int highest = 0;
        for (@Nullable Exception part = e; part instanceof MessagingException it; ) {
            int code =
                    switch (it) {
                        case SMTPAddressFailedException address -> address.getReturnCode();
                        case SMTPSenderFailedException sender -> sender.getReturnCode();
                        case SMTPSendFailedException send -> send.getReturnCode();
                        default -> 0;
                    };
            highest = Math.max(highest, code);
            part = it.getNextException();
        }
        return highest;
    }

    /** The innermost words. */
    private static String reason(MessagingException e) {
        Exception inner = e;
        while (inner instanceof MessagingException it && it.getNextException() != null) {
            inner = it.getNextException();
        }
        return String.valueOf(inner.getMessage()).strip();
    }

    private static Properties properties(MailServer server, Lifeline line) {
        String patience = Long.toString(server.patience().toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.socketFactory", line); // TLS is put around what it opens
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        properties.setProperty("mail.smtp.connectiontimeout", patience);
        properties.setProperty("mail.smtp.timeout", patience);
        properties.setProperty("mail.smtp.writetimeout", patience);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth", Boolean.toString(!server.user().isEmpty()));
        properties.setProperty("mail.smtp.localhost", "hasivu-cloud");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        switch (server.tls()) {
            case NONE -> {}
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
        }
        return properties;
    }
}

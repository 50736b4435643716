package com.hasivu.cloud.mail;

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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;

/** One conversation with the mail server for each letter. Thread-safe; a call blocks. */
final class Smtp {
    private static final int PERMANENT = 500;

    private final MailServer server;
    private final Session session;

    Smtp(MailServer server) {
        this.server = server;
        this.session = Session.getInstance(properties(server));
    }

    /** What the server said. */
    sealed interface Outcome {
        /** It took the letter. */
        record Taken() implements Outcome {}

        /** It will never take it (a reply of 500 or above). */
        record Refused(String why) implements Outcome {}

        /** Not now, or it could not be asked. */
        record Later(String why) implements Outcome {}
    }

    Outcome send(Letter letter, Instant now) {
        try {
            MimeMessage message = message(letter, now);
            Transport transport = session.getTransport("smtp");
            try {
                boolean signIn = !server.user().isEmpty();
                transport.connect(
                        server.host(),
                        server.port(),
                        signIn ? server.user() : null,
                        signIn ? server.password() : null);
                transport.sendMessage(message, message.getAllRecipients());
            } finally {
                close(transport);
            }
            return new Outcome.Taken();
        } catch (MessagingException e) {
            return refused(e)
                    ? new Outcome.Refused(reason(e, letter))
                    : new Outcome.Later(reason(e, letter));
        }
    }

    private MimeMessage message(Letter letter, Instant now) throws MessagingException {
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

    private static boolean refused(MessagingException e) {
        for (@Nullable Exception part = e; part instanceof MessagingException it; ) {
            int code =
                    switch (it) {
                        case SMTPAddressFailedException address -> address.getReturnCode();
                        case SMTPSenderFailedException sender -> sender.getReturnCode();
                        case SMTPSendFailedException send -> send.getReturnCode();
                        default -> 0;
                    };
            if (code >= PERMANENT) {
                return true;
            }
            part = it.getNextException();
        }
        return e instanceof jakarta.mail.internet.AddressException;
    }

    /** The innermost words; without the address, which is personal. */
    private static String reason(MessagingException e, Letter letter) {
        Exception inner = e;
        while (inner instanceof MessagingException it && it.getNextException() != null) {
            inner = it.getNextException();
        }
        return String.valueOf(inner.getMessage())
                .replace(letter.recipient(), "(recipient)")
                .strip();
    }

    private static Properties properties(MailServer server) {
        String patience = Long.toString(server.patience().toMillis());
        var properties = new Properties();
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

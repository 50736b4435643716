package com.hasivu.edge.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;

import com.hasivu.edge.settings.LogSettings;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;

/** Has the program log as its settings say. Until then logback.xml counts: text on stderr. */
public final class Logs {
    /** This program's own; libraries stay at INFO, and those logback.xml names at WARN. */
    private static final String OURS = "com.hasivu";

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n%ex{short}";

    /** The file written now and those before it. */
    static final int FILES = 8;

    /** A file is closed only after the line that made it full: one message and its stack. */
    private static final int ONE_LINE = 32 * 1024;

    private Logs() {}

    /**
     * Begins to log so; what was set before is closed. At the start of the program, one thread.
     *
     * @throws LogException if the file cannot be written; the log goes on as before
     */
    public static void configure(LogSettings settings) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        configure((LoggerContext) factory, settings);
    }

    static void configure(LoggerContext context, LogSettings settings) {
        Encoder<ILoggingEvent> encoder = encoder(context, settings.format());
        OutputStreamAppender<ILoggingEvent> out =
                settings.file().isPresent()
                        ? files(context, settings.file().get(), settings.maxBytes())
                        : stderr();
        out.setContext(context);
        out.setName("OUT");
        out.setEncoder(encoder);
        out.start();
        if (!out.isStarted()) {
            throw new LogException(
                    "log.file: %s cannot be written; check its folder's owner, mode and free space"
                            .formatted(settings.file().map(Path::toString).orElse("stderr")));
        }
        var folding = new FoldingAppender(context, out, System::nanoTime);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        folding.start();
        root.addAppender(folding);
        root.setLevel(Level.INFO);
        context.getLogger(OURS).setLevel(Level.toLevel(settings.level()));
    }

    private static Encoder<ILoggingEvent> encoder(
            LoggerContext context, LogSettings.Format format) {
        return switch (format) {
            case TEXT -> {
                var text = new PatternLayoutEncoder();
                text.setContext(context);
                text.setPattern(PATTERN);
                text.start();
                yield text;
            }
            case JSON -> {
                var json = new JsonEncoder();
                json.setContext(context);
                json.setWithFormattedMessage(true);
                json.setWithMessage(false);
                json.setWithArguments(false); // the message has them
                json.setWithContext(false);
                json.setWithMDC(false);
                json.setWithNanoseconds(false);
                json.setWithSequenceNumber(false);
                json.start();
                yield json;
            }
        };
    }

    private static ConsoleAppender<ILoggingEvent> stderr() {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setTarget("System.err");
        return appender;
    }

    /** A ring of files: the cap holds at every moment, whatever the day. */
    private static RollingFileAppender<ILoggingEvent> files(
            LoggerContext context, Path file, long maxBytes) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        var ring = new FixedWindowRollingPolicy();
        ring.setContext(context);
        ring.setParent(appender);
        ring.setFileNamePattern(file + ".%i");
        ring.setMinIndex(1);
        ring.setMaxIndex(FILES - 1);
        ring.start();
        var full = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        full.setContext(context);
        full.setMaxFileSize(new FileSize(maxBytes / FILES - ONE_LINE));
        full.setCheckIncrement(Duration.buildByMilliseconds(0)); // else it looks once a minute
        full.start();
        appender.setRollingPolicy(ring);
        appender.setTriggeringPolicy(full);
        return appender;
    }
}

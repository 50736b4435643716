package com.hasivu.edge.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;

import com.hasivu.edge.logs.Folding.Message;
import com.hasivu.edge.logs.Folding.Repeated;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes to another appender what {@link Folding} lets through. Any thread, one at a time; a thread
 * of its own writes the counts of messages that came no more.
 */
final class FoldingAppender extends AppenderBase<ILoggingEvent> {
    /** Longer messages are cut, so that one line cannot break the byte cap. */
    static final int LONGEST = 8_192;

    private static final long LOOK_SECONDS = 5;

    private final Appender<ILoggingEvent> target;
    private final LoggerContext loggers;
    private final LongSupplier nanoTime;
    private final Folding folding = new Folding();
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("log-folding").factory());

    FoldingAppender(LoggerContext loggers, Appender<ILoggingEvent> target, LongSupplier nanoTime) {
        this.target = target;
        this.loggers = loggers;
        this.nanoTime = nanoTime;
        setContext(loggers);
        setName("FOLDING");
    }

    @Override
    public void start() {
        super.start();
        ScheduledFuture<?> _ =
                looks.scheduleWithFixedDelay(
                        this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Folding.Step step = folding.come(message(event), nanoTime.getAsLong());
        step.repeated().forEach(this::write);
        if (step.write()) {
            target.doAppend(shortened(event));
        }
    }

    /** The counts that are due, also when nothing new comes. */
    synchronized void look() {
        folding.over(nanoTime.getAsLong()).forEach(this::write);
    }

    private void write(Repeated repeated) {
        Message message = repeated.message();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(Folding.WINDOW_NANOS);
        var event =
                new LoggingEvent(
                        FoldingAppender.class.getName(),
                        loggers.getLogger(message.logger()),
                        Level.toLevel(message.level()),
                        "repeated %d times in %d s: %s"
                                .formatted(repeated.times(), seconds, message.text()),
                        null,
                        null);
        target.doAppend(event);
    }

    private static Message message(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return new Message(
                event.getLoggerName(),
                event.getLevel().toInt(),
                cut(event.getFormattedMessage()),
                thrown == null ? "" : thrown.getClassName() + ": " + thrown.getMessage());
    }

    private ILoggingEvent shortened(ILoggingEvent event) {
        if (event.getFormattedMessage().length() <= LONGEST) {
            return event;
        }
        var cut =
                new LoggingEvent(
                        FoldingAppender.class.getName(),
                        loggers.getLogger(event.getLoggerName()),
                        event.getLevel(),
                        cut(event.getFormattedMessage()),
                        null,
                        null);
        cut.setThreadName(event.getThreadName());
        return cut;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ... (cut)";
    }

    @Override
    public synchronized void stop() {
        if (isStarted()) {
            looks.shutdownNow();
            folding.end().forEach(this::write);
            super.stop();
            target.stop();
        }
    }
}

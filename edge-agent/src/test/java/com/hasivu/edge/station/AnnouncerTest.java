package com.hasivu.edge.station;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.hasivu.edge.signal.ConsoleSignal;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class AnnouncerTest {
    /** Takes lines unless {@link #broken}. */
    private static final class Pipe extends OutputStream {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        boolean broken = true;

        @Override
        public void write(int b) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            lines.write(b);
        }
    }

    @Test
    void events_areLoggedOnceAndStopNobodyWhileTheConsoleIsBroken() {
        var logger = (Logger) LoggerFactory.getLogger(Announcer.class);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        logger.addAppender(log);
        Pipe pipe = new Pipe();
        ConsoleSignal console = new ConsoleSignal(pipe, false);
        Announcer announcer = new Announcer(console, Optional.of(console));
        try {
            announcer.ready(1, 2);
            announcer.snapshot(3);
            announcer.link(true);
            announcer.acked(4, true);
            assertThat(log.list).hasSize(1);

            pipe.broken = false;
            announcer.link(false);
            assertThat(pipe.lines.toString(StandardCharsets.UTF_8)).contains("\"up\":false");
            pipe.broken = true;
            announcer.link(true);
            assertThat(log.list).hasSize(2);
        } finally {
            logger.detachAppender(log);
        }
    }
}

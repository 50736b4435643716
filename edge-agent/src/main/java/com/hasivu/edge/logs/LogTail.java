package com.hasivu.edge.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the station's own log from its oldest file on, and goes on reading what is added, over any
 * number of rotations: no message twice, none missed. One thread; the writer is another process and
 * knows nothing of it.
 */
public final class LogTail implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final LogRing ring;
    private final LogLines lines;
    private final Runnable overtaken;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Optional<LogRing.Opened> reading = Optional.empty();

    /**
     * Of the log whose newest file is {@code file}.
     *
     * @param overtaken called when files were deleted before they could be read: messages may be
     *     missing
     */
    public LogTail(Path file, Consumer<LogEntry> to, Runnable overtaken) {
        this.file = file;
        this.ring = new LogRing(file);
        this.lines = new LogLines(to);
        this.overtaken = overtaken;
    }

    /**
     * Reads all there is since the last call. The last entry is told only when nothing came after
     * it for a whole call, as its stack may follow.
     *
     * @return whether there is a log at all
     * @throws LogException if it cannot be read
     */
    public boolean poll() {
        try {
            if (reading.isEmpty()) {
                reading = ring.oldest();
            }
            boolean came = false;
            while (reading.isPresent()) {
                LogRing.Opened now = reading.get();
                came |= read(now);
                Optional<LogRing.Opened> next = ring.after(now.key());
                if (next.isEmpty()) {
                    break;
                }
                came |= read(now); // what was added before it was renamed
                endOfFile(now);
                reading = next;
            }
            if (!came) {
                lines.end();
            }
            return reading.isPresent();
        } catch (AccessDeniedException e) {
            throw new LogException("log.file: not permitted to read " + file, true);
        } catch (IOException e) {
            throw new LogException("log.file: %s cannot be read: %s".formatted(file, e), false);
        }
    }

    /** Nothing more is read: the last entry is whole. */
    public void end() {
        endOfLine();
        lines.end();
    }

    private void endOfFile(LogRing.Opened now) throws IOException {
        endOfLine(); // a line that a hard kill cut short
        if (!ring.holds(now.key())) {
            overtaken.run();
        }
        now.channel().close();
    }

    private boolean read(LogRing.Opened from) throws IOException {
        boolean came = false;
        if (from.channel().size() < from.channel().position()) {
            from.channel().position(0); // somebody emptied it
        }
        while (from.channel().read(buffer.clear()) > 0) {
            came = true;
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    endOfLine();
                } else {
                    line.write(b);
                }
            }
        }
        return came;
    }

    private void endOfLine() {
        if (line.size() > 0) {
            lines.line(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    @Override
    public void close() {
        try {
            if (reading.isPresent()) {
                reading.get().channel().close();
            }
        } catch (IOException e) {
            throw new LogException("log.file: %s cannot be closed: %s".formatted(file, e), false);
        }
    }
}

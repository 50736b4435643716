package com.hasivu.reader.discovery;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.reader.line.Transport.Got;
import com.hasivu.reader.line.VersionRequest;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Asks each serial port with each driver's version request, until one is answered. One thread.
 *
 * <p>Every question is read only. Still, a reader may take another family's question for a damaged
 * one of its own: so a port whose reader is in use by the station cannot be asked (it is locked).
 */
public final class PortScan {
    private static final int ANSWER_LIMIT = 4096;

    /** One driver's request. */
    private record Question(String kind, VersionRequest request) {}

    private final List<Question> questions;
    private final Duration listening;

    /**
     * @param listening how long to listen for readers that cannot be asked, after all that can;
     *     zero for not at all
     */
    public PortScan(Collection<ReaderDriver> drivers, Duration listening) {
        this.listening = listening;
        this.questions =
                drivers.stream()
                        .filter(Discoverable.class::isInstance)
                        .flatMap(
                                driver ->
                                        ((Discoverable) driver)
                                                .versionRequests().stream()
                                                        .map(r -> new Question(driver.kind(), r)))
                        .filter(q -> listening.isPositive() || !isOnlyHeard(q))
                        .sorted(Comparator.comparing(PortScan::isOnlyHeard))
                        .toList();
    }

    private static boolean isOnlyHeard(Question question) {
        return question.request().questions().isEmpty();
    }

    /**
     * What is on that port.
     *
     * @param progress told before each question: kind and bits per second
     */
    public PortReport ask(Path port, BiConsumer<String, Integer> progress)
            throws InterruptedException {
        for (Question question : questions) {
            VersionRequest request = question.request();
            progress.accept(question.kind(), request.line().baud());
            try {
                Optional<String> answer = ask(port, question);
                if (answer.isPresent()) {
                    return new PortReport.Found(
                            port, question.kind(), request.line().baud(), answer.get());
                }
            } catch (ReaderException e) {
                return new PortReport.Unusable(port, String.valueOf(e.getMessage()));
            }
        }
        return new PortReport.Silent(port);
    }

    private Optional<String> ask(Path port, Question question) throws InterruptedException {
        var config = new ReaderConfig("scan", question.kind(), port.toString());
        VersionRequest request = question.request();
        var heard = new ByteArrayOutputStream();
        try (var line = SerialTransport.open(config, request.line())) {
            if (isOnlyHeard(question)) {
                return listen(line, heard, request, listening);
            }
            for (byte[] bytes : request.questions()) {
                if (!line.write(bytes)) {
                    throw new ReaderException("%s was lost; plug it in again".formatted(port));
                }
                Optional<String> answer = listen(line, heard, request, request.patience());
                if (answer.isPresent()) {
                    return answer;
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> listen(
            SerialTransport line,
            ByteArrayOutputStream heard,
            VersionRequest request,
            Duration patience)
            throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = until - System.nanoTime()) {
            switch (line.read(Duration.ofNanos(left))) {
                case Got.Bytes(var bytes, var at) -> {
                    heard.writeBytes(bytes);
                    Optional<String> answer = request.answer().apply(heard.toByteArray());
                    if (answer.isPresent() || heard.size() > ANSWER_LIMIT) {
                        return answer;
                    }
                }
                case Got.Lost(var why) -> throw new ReaderException(why + "; plug it in again");
                case Got.Nothing nothing -> {}
                case Got.Closed closed -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}

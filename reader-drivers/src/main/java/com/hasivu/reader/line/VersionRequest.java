package com.hasivu.reader.line;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question that shows which reader listens on a serial port.
 *
 * @param line how to set the port up
 * @param questions written in this order, each after the answer, or the silence, to the one before
 * @param patience longest wait for an answer to one question
 * @param answer what the bytes received so far say of the reader, for example {@code "PN532 1.6"};
 *     empty while no whole answer is there
 */
public record VersionRequest(
        SerialSettings line,
        List<byte[]> questions,
        Duration patience,
        Function<byte[], Optional<String>> answer) {
    public VersionRequest {
        questions = List.copyOf(questions);
    }
}

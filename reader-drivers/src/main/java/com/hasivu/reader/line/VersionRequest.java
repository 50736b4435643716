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

    /** Looks for the first frame that means an answer, with a family's own codec. */
    public static <F> Function<byte[], Optional<String>> answerIn(
            Codec<F> codec, Function<F, Optional<String>> meaning) {
        return heard ->
                new Framer<>(codec)
                        .feed(heard, 0).stream()
                                .map(Framer.Piece::input)
                                .filter(Input.Received.class::isInstance)
                                .map(input -> meaning.apply(((Input.Received<F>) input).frame()))
                                .flatMap(Optional::stream)
                                .findFirst();
    }
}

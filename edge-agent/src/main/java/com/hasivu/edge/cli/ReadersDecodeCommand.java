package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.Signal;
import com.hasivu.reader.SignalQuality;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A captured line, decoded by the driver's own codec. Needs no station and no settings. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = {
            "Decodes a captured line with a driver's own codec.",
            "Prints one JSON object a line, in the order of the bytes. A read:",
            "  family (air interface), uid, form (which number the reader tells), quality, at",
            "A piece that is no frame:",
            "  rejected (its bytes in hex), reason, bytes (how many), at",
            "at counts bytes from the start of the capture.",
            "Exit code 0 when anything was read, 1 when nothing."
        })
final class ReadersDecodeCommand implements Callable<Integer> {
    private static final int CHUNK = 4096;
    private static final int SHOWN = 64; // bytes of a rejected piece

    @Option(
            names = "--driver",
            required = true,
            paramLabel = "FAMILY",
            description = "The reader's kind; 'readers list --kinds' names them.")
    private String kind = "";

    @Option(
            names = "--hex",
            paramLabel = "BYTES",
            description = "The bytes in hex, with or without spaces: \"02 36 37 ..\".")
    private Optional<String> hex = Optional.empty();

    @Option(names = "--json", description = "Name schema and version in each object.")
    private boolean json;

    @Option(names = "--text", description = "FILE holds hex digits, not the bytes themselves.")
    private boolean text;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The captured bytes; - or nothing for standard input.")
    private Optional<Path> file = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ReaderDriver driver =
                ReaderDrivers.byKind(kind.toLowerCase(Locale.ROOT))
                        .orElseThrow(
                                () ->
                                        usage(
                                                "--driver '%s' is no kind of reader; use one of %s"
                                                        .formatted(kind, ReaderDrivers.kinds())));
        byte[] bytes = bytes();
        FrameDecoder decoder = driver.decoder();
        PrintWriter out = spec.commandLine().getOut();
        boolean read = false;
        for (int from = 0; from < bytes.length; from += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK));
            read |= print(decoder.feed(chunk), bytes, out);
        }
        read |= print(decoder.finish(), bytes, out);
        out.flush();
        return read ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean print(List<Decoded> pieces, byte[] bytes, PrintWriter out) {
        boolean read = false;
        for (Decoded piece : pieces) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            switch (piece) {
                case Decoded.Card(var card, var at) -> {
                    node.put("family", card.family().name().toLowerCase(Locale.ROOT));
                    node.put("uid", card.card().hex()).put("form", card.form().label());
                    node.put("quality", quality(card)).put("at", at);
                    read = true;
                }
                case Decoded.Rejected(var why, var at, var count) -> {
                    int to = Math.toIntExact(Math.min(bytes.length, at + Math.min(count, SHOWN)));
                    byte[] shown = Arrays.copyOfRange(bytes, Math.toIntExact(at), to);
                    node.put(
                            "rejected",
                            HexFormat.ofDelimiter(" ").withUpperCase().formatHex(shown));
                    node.put("reason", why).put("bytes", count).put("at", at);
                }
            }
            out.println(json ? Answers.named("readers-decode", node) : node);
        }
        return read;
    }

    /** By strength alone: a capture has no times. */
    private static String quality(CardRead read) {
        SignalQuality quality =
                read.strength().isPresent()
                        ? SignalQuality.of(new Signal(read.strength().getAsInt(), Duration.ZERO))
                        : SignalQuality.UNKNOWN;
        return quality.name().toLowerCase(Locale.ROOT);
    }

    private byte[] bytes() {
        if (hex.isPresent()) {
            if (file.isPresent()) {
                throw usage("give --hex or FILE, not both");
            }
            return parse(hex.get(), "--hex");
        }
        try {
            Path from = file.orElse(Path.of("-"));
            byte[] bytes =
                    from.toString().equals("-")
                            ? System.in.readAllBytes()
                            : Files.readAllBytes(from);
            return text
                    ? parse(new String(bytes, StandardCharsets.US_ASCII), from.toString())
                    : bytes;
        } catch (IOException e) {
            throw usage(
                    "%s cannot be read: %s".formatted(file.orElse(Path.of("-")), e.getMessage()));
        }
    }

    private byte[] parse(String digits, String from) {
        try {
            return HexFormat.of().parseHex(digits.replaceAll("0[xX]|[\\s:,-]", ""));
        } catch (IllegalArgumentException e) {
            throw usage(
                    "%s is not bytes in hex (%s); write pairs of 0-9 and A-F, for example \"02 36 37\""
                            .formatted(from, e.getMessage()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.protocol.CardId;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Asks a running station over its control socket, as {@code hasivu-edge tap --dry-run} does. */
final class StationSocket {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path socket;

    StationSocket(Path socket) {
        this.socket = socket;
    }

    /** {@code serve}, or the code of the refusal a tap of this card would get now. */
    String wouldDecide(CardId card) {
        JsonNode answer = post("/v1/tap", Map.of("card", card.hex(), "dryRun", true));
        String reason = answer.path("reason").asText("");
        return reason.isEmpty() || reason.equals("null")
                ? answer.path("decision").asText()
                : reason;
    }

    /** What {@code hasivu-edge status} answers. */
    JsonNode status() {
        return ask("GET", "/v1/status", new byte[0]);
    }

    private JsonNode post(String path, Object body) {
        try {
            return ask("POST", path, JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + body, e);
        }
    }

    private JsonNode ask(String method, String path, byte[] json) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String head =
                    "%s %s HTTP/1.1\r\nHost: station\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(method, path, json.length);
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            channel.write(ByteBuffer.wrap(json));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            String text = answer.toString(StandardCharsets.UTF_8);
            int start = text.indexOf("\r\n\r\n");
            if (start < 0 || !text.startsWith("HTTP/1.1 200")) {
                throw new IOException(
                        method
                                + " "
                                + path
                                + " answered "
                                + text.lines().findFirst().orElse("nothing")
                                + " "
                                + text);
            }
            return JSON.readTree(text.substring(start + 4));
        } catch (IOException e) {
            throw new UncheckedIOException("station at " + socket, e);
        }
    }
}

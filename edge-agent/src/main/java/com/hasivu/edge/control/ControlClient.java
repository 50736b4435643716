package com.hasivu.edge.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.ControlException.Kind;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Asks a running station over its control socket; one connection for each question. */
public final class ControlClient {
    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;

    private final Path socket;

    /** A client for the station whose control socket is {@code socket}. */
    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Asks.
     *
     * @param pathAndQuery for example {@code /v1/status}
     * @throws ControlException if nobody answers, or answers with a problem
     */
    public JsonNode get(String pathAndQuery) {
        return ask("GET " + pathAndQuery, "");
    }

    /** Like {@link #get} with one parameter, escaped. */
    public JsonNode get(String path, String parameter, String value) {
        return get(path + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /** Tells, as {@link #get} asks. */
    public JsonNode post(String path, ObjectNode body) {
        return ask("POST " + path, body.toString());
    }

    private JsonNode ask(String line, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "%s HTTP/1.1\r\nHost: station\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(line, bytes.length);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            write(channel, head.getBytes(StandardCharsets.US_ASCII));
            write(channel, bytes);
            return parse(read(channel));
        } catch (IOException e) {
            throw told(e);
        }
    }

    private ControlException told(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof AccessDeniedException || message.contains("permission denied")) {
            return new ControlException(
                    Kind.NOT_PERMITTED,
                    "not permitted to use %s; %s".formatted(socket, StationGroup.fix(socket)),
                    e);
        }
        if (!Files.exists(socket) || message.contains("refused")) {
            return new ControlException(
                    Kind.NOT_RUNNING,
                    "the station is not running (nobody listens on %s); start it with 'hasivu-edge run --config FILE'"
                            .formatted(socket),
                    e);
        }
        return new ControlException(
                Kind.BROKEN, "no answer on %s: %s".formatted(socket, e.getMessage()), e);
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (all.size() > MAX_ANSWER_BYTES) {
                throw new IOException("answer of more than " + MAX_ANSWER_BYTES + " bytes");
            }
        }
        return all.toByteArray();
    }

    private static JsonNode parse(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.matches("(?s)HTTP/1\\.1 \\d{3} .*")) {
            throw new IOException("the answer is not HTTP");
        }
        int status = Integer.parseInt(text.substring(9, 12));
        JsonNode body = ControlHandler.JSON.readTree(text.substring(end + 4));
        if (status >= 400) {
            throw new ControlException(Kind.BROKEN, body.path("detail").asText("status " + status));
        }
        return body;
    }
}

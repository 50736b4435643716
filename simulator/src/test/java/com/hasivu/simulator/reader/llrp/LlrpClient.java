package com.hasivu.simulator.reader.llrp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** A client by hand, without our codec. */
final class LlrpClient implements AutoCloseable {
    /** ROSpec 7: null triggers, all antennas, power index 41, report of each tag (all but CRC). */
    static final String ROSPEC =
            "00B1 0061 00000007 00 00 00B2 0012 00B3 0005 00 00B6 0009 00 00000000"
                    + "00B7 0038 0001 0000 00B8 0009 00 00000000 00BA 0027 0001 01"
                    + "00DE 0020 0000 00E0 000A 0001 0001 0029 014A 0010 00 0150 000B 00 0008 00000000"
                    + "00ED 000D 02 0001 00EE 0006 1600";

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Longer than a report or a keepalive of these tests is away. */
    private static final Duration A_WHILE = Duration.ofMillis(250);

    private final Socket socket;
    private final DataInputStream in;
    private int ids = 100;

    LlrpClient(LlrpEmulator reader) throws IOException {
        String[] parts = reader.device().split(":");
        socket = new Socket(parts[0], Integer.parseInt(parts[1]));
        socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
        in = new DataInputStream(socket.getInputStream());
    }

    void say(int type, int id, String body) throws IOException {
        byte[] content = bytes(body);
        socket.getOutputStream()
                .write(
                        ByteBuffer.allocate(10 + content.length)
                                .putShort((short) (0x0400 | type))
                                .putInt(10 + content.length)
                                .putInt(id)
                                .put(content)
                                .array());
    }

    void raw(String hex) throws IOException {
        socket.getOutputStream().write(bytes(hex));
    }

    /** The next message of this type; others are passed over. */
    byte[] hear(int type) throws IOException {
        while (true) {
            byte[] message = next();
            if ((ByteBuffer.wrap(message).getShort() & 0x3FF) == type) {
                return message;
            }
        }
    }

    private byte[] next() throws IOException {
        var head = new byte[10];
        in.readFully(head);
        int length = ByteBuffer.wrap(head).getInt(2);
        byte[] message = Arrays.copyOf(head, length);
        in.readFully(message, 10, length - 10);
        return message;
    }

    byte[] ask(int type, int id, String body, int answer) throws IOException {
        say(type, id, body);
        return hear(answer);
    }

    void takes(int type, String body) throws IOException {
        assertThat(status(type, body)).isZero();
    }

    void refuses(int type, String body, int status) throws IOException {
        assertThat(status(type, body)).isEqualTo(status);
    }

    private int status(int type, String body) throws IOException {
        int id = ids++;
        ByteBuffer answer = ByteBuffer.wrap(ask(type, id, body, type + 10));
        assertThat(answer.getInt(6)).isEqualTo(id);
        assertThat(answer.getShort(10)).isEqualTo((short) 287);
        return answer.getShort(14);
    }

    /** What is on its way. */
    void drain() throws IOException {
        while (in.available() > 0) {
            next();
        }
    }

    void expectSilence() throws IOException {
        socket.setSoTimeout(Math.toIntExact(A_WHILE.toMillis()));
        try {
            assertThat(HexFormat.of().formatHex(next())).isEqualTo("silence");
        } catch (SocketTimeoutException silence) {
            socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
        }
    }

    void expectEnd() throws IOException {
        assertThat(in.read()).isEqualTo(-1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

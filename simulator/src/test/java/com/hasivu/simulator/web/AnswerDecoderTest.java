package com.hasivu.simulator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class AnswerDecoderTest {
    private static final String TWO =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 8\r\n\r\n{\"a\": 1}"
                    + "HTTP/1.1 429 Too Many Requests\r\nRETRY-AFTER:  7\r\nContent-Length: 0\r\n\r\n"
                    + "HTTP/1.1 204 No Content\r\n\r\n";

    @Test
    void decode_findsTheSameAnswersWhereverTheBytesAreCut() {
        byte[] bytes = TWO.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var channel = new EmbeddedChannel(new AnswerDecoder());
            channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
            List<Answer> answers = new ArrayList<>();
            Answer next;
            while ((next = channel.readInbound()) != null) {
                answers.add(next);
            }
            assertThat(answers).as("cut at %d", cut).hasSize(3);
            assertThat(answers.getFirst().status()).isEqualTo(200);
            assertThat(answers.getFirst().text()).isEqualTo("{\"a\": 1}");
            assertThat(answers.get(1).status()).isEqualTo(429);
            assertThat(answers.get(1).retryAfterSeconds()).isEqualTo(7);
            assertThat(answers.get(2).status()).isEqualTo(204);
            assertThat(answers.get(2).body()).isEmpty();
        }
    }

    @Test
    void decode_refusesWhatItWouldHaveToGuess() {
        refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "Content-Length");
        refused("SSH-2.0-OpenSSH_9.2\r\n\r\n", "no answer of HTTP/1.1");
        refused("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n", "number");
    }

    private static void refused(String bytes, String why) {
        var channel = new EmbeddedChannel(new AnswerDecoder());
        assertThatThrownBy(
                        () ->
                                channel.writeInbound(
                                        Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII)))
                .isInstanceOf(DecoderException.class)
                .hasMessageContaining(why);
    }
}

package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class TopicsTest {
    private static final Topics TOPICS =
            new Topics(new SchoolId("greenfield"), new StationId("greenfield-c1"));

    @Test
    void topics_areTheReleasedOnes() {
        String base = "hasivu/v1/greenfield/greenfield-c1/";
        assertThat(TOPICS.taps()).isEqualTo(base + "up/taps");
        assertThat(TOPICS.status()).isEqualTo(base + "up/status");
        assertThat(TOPICS.requests()).isEqualTo(base + "up/requests");
        assertThat(TOPICS.acks()).isEqualTo(base + "down/acks");
        assertThat(TOPICS.manifest()).isEqualTo(base + "down/snapshot/manifest");
        assertThat(TOPICS.chunk(9, 2)).isEqualTo(base + "down/snapshot/chunk/9/2");
        assertThat(TOPICS.chunk(-1, 0)).endsWith("/18446744073709551615/0");
        assertThat(TOPICS.delta()).isEqualTo(base + "down/delta");
        assertThat(TOPICS.time()).isEqualTo(base + "down/time");
        assertThat(TOPICS.commands()).isEqualTo(base + "down/commands");
        assertThat(TOPICS.results()).isEqualTo(base + "up/results");
        assertThat(TOPICS.certificate()).isEqualTo(base + "down/certificate");
        assertThat(TOPICS.allDown()).isEqualTo(base + "down/#");
        assertThat(TOPICS.allUp()).isEqualTo(base + "up/#");
    }

    @Test
    void parse_givesBackEachTopicOfAStation() {
        for (String topic :
                List.of(TOPICS.taps(), TOPICS.status(), TOPICS.requests(), TOPICS.acks())) {
            var address = Topics.parse(topic).orElseThrow();
            assertThat(address.topics()).isEqualTo(TOPICS);
            assertThat(topic).endsWith("/" + address.leaf());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "#",
                "a+",
                "a#b",
                "A",
                "Greenfield",
                "a b",
                "a\u0000",
                "\u0000",
                "-a",
                "a-",
                "a_b",
                "a.b",
                "..",
                "é",
                "а",
                "$share",
                "12345678901234567890123456789012345678901"
            })
    void id_thatCouldEscapeItsTopicIsRefused(String id) {
        assertThatThrownBy(() -> new SchoolId(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StationId(id)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Topics.parse("hasivu/v1/" + id + "/c1/up/taps")).isEmpty();
        assertThat(Topics.parse("hasivu/v1/s/" + id + "/up/taps")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "hasivu",
                "hasivu/v1/s/c1",
                "hasivu/v1/s/c1/",
                "hasivu/v2/s/c1/up/taps",
                "HASIVU/v1/s/c1/up/taps",
                "/hasivu/v1/s/c1/up/taps",
                "hasivu//v1/s/c1/up/taps",
                "$SYS/hasivu/v1/s/c1"
            })
    void parse_isEmptyForWhatIsNotOurs(String topic) {
        assertThat(Topics.parse(topic)).isEmpty();
    }

    @Test
    void slashInAnId_isRefusedAndShiftsNoOtherPart() {
        assertThatThrownBy(() -> new StationId("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Topics.parse("hasivu/v1/s/a/b/up/taps").orElseThrow().leaf())
                .isEqualTo("b/up/taps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0",
                "a-b",
                "greenfield-c1",
                "1234567890123456789012345678901234567890"
            })
    void id_ofPlainLettersIsTaken(String id) {
        assertThat(new SchoolId(id)).hasToString(id);
        assertThat(Topics.parse("hasivu/v1/" + id + "/" + id + "/up/taps")).isPresent();
    }
}

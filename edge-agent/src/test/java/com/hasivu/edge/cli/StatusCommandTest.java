package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

class StatusCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void draining_saysHowMuchHowFastAndHowLong() throws Exception {
        String paced = "{\"records\": 4900, \"perSecond\": 20, \"expectedSeconds\": 245}";
        assertThat(StatusCommand.draining(JSON.readTree(paced)))
                .isEqualTo(
                        "4900 older record(s) to go at 20 a second, about 245 s; new taps go first");
        String free = "{\"records\": 12, \"perSecond\": 0}";
        assertThat(StatusCommand.draining(JSON.readTree(free)))
                .isEqualTo("12 older record(s) to go; new taps go first");
    }
}

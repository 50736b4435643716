package com.hasivu.protocol.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class FaultsTest {
    @Test
    void fail_bitesAtTheNamedArrivalOnly() throws IOException {
        Faults faults = faults("fail at disk-sync:2");
        faults.io(FaultPoint.DISK_SYNC);
        faults.io(FaultPoint.JOURNAL_DURABLE);
        assertThatThrownBy(() -> faults.io(FaultPoint.DISK_SYNC))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk-sync");
        assertThatCode(() -> faults.io(FaultPoint.DISK_SYNC)).doesNotThrowAnyException();
    }

    @Test
    void fail_bitesAlwaysWithoutANumber() {
        Faults faults = faults("fail at disk-sync");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> faults.io(FaultPoint.DISK_SYNC))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void slow_waitsAtItsPointEvenWhenInterrupted() {
        Faults faults = faults("slow at disk-sync:60");
        Thread.currentThread().interrupt();
        long begun = System.nanoTime();
        faults.reach(FaultPoint.DISK_SYNC);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(ms(60));
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }

    @Test
    void skip_andWall_tellWhatIsInForce() {
        Faults faults = faults("skip at disk-sync", "wall by -172800000");
        assertThat(faults.skips(FaultPoint.DISK_SYNC)).isTrue();
        assertThat(faults.skips(FaultPoint.JOURNAL_DURABLE)).isFalse();
        assertThat(faults.wallMillis()).isEqualTo(-Duration.ofDays(2).toMillis());
        assertThat(faults().wallMillis()).isZero();
    }

    @Test
    void halt_isNextBeforeItsLastArrival() {
        Faults faults = faults("halt at journal-torn:2");
        assertThat(faults.haltsNext(FaultPoint.JOURNAL_TORN)).isFalse();
        faults.reach(FaultPoint.JOURNAL_TORN);
        assertThat(faults.haltsNext(FaultPoint.JOURNAL_TORN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "halt",
                "halt at nowhere",
                "slow at disk-sync:x",
                "wall by a day",
                "fail at"
            })
    void parse_refusesWhatIsNoRule(String text) {
        assertThatThrownBy(() -> Rule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Faults faults(String... rules) {
        return new Faults(List.copyOf(Stream.of(rules).map(Rule::parse).toList()));
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}

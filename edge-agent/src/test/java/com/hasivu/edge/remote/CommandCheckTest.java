package com.hasivu.edge.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.remote.CommandCheck.Verdict;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandState;
import com.hasivu.protocol.wire.Restart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class CommandCheckTest {
    private static final long NOW = 1_795_411_800_000L;

    @ParameterizedTest(name = "issued {0} s, expires {1} s from now, list since {2} s -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -10     | 60      | -1000 | do
                    -10     | 1       | -1000 | do
                    -10     | 0       | -1000 | COMMAND_EXPIRED
                    -10     | -1      | -1000 | COMMAND_EXPIRED
                    299     | 600     | -1000 | do
                    301     | 600     | -1000 | COMMAND_REFUSED
                    -10     | 604789  | -1000 | do
                    -10     | 604791  | -1000 | COMMAND_REFUSED
                    -10     | 60      | -10   | COMMAND_REFUSED
                    -10     | 60      | -11   | do
                    """)
    void command_countsFromItsIssueToItsExpiry(
            long issued, long expires, long since, String expected) {
        Command command = command(issued, expires);
        Verdict verdict =
                CommandCheck.of(command, Optional.empty(), Optional.of(NOW), NOW + since * 1_000);
        String found =
                switch (verdict) {
                    case Verdict.Do yes -> "do";
                    case Verdict.Not(var state, var why) -> state.name();
                    case Verdict.Repeat repeat -> "repeat";
                    case Verdict.Later later -> "later";
                };
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void command_waitsWhileTheCloudsClockIsNotKnown() {
        assertThat(CommandCheck.of(command(-10, 60), Optional.empty(), Optional.empty(), 0))
                .isInstanceOf(Verdict.Later.class);
    }

    @Test
    void command_thatIsKnownIsNeverDoneAgainNorExpires() {
        Entry known = Entry.of(command(-10, -5), CommandState.COMMAND_DONE, "", NOW);
        for (Optional<Long> clock : List.of(Optional.of(NOW), Optional.<Long>empty())) {
            assertThat(CommandCheck.of(command(-10, -5), Optional.of(known), clock, 0))
                    .isEqualTo(new Verdict.Repeat(known));
        }
    }

    @Test
    void command_ofALaterVersionIsRefused() {
        Command newer = command(-10, 60).toBuilder().clearWhat().build();
        assertThat(CommandCheck.of(newer, Optional.empty(), Optional.of(NOW), 0))
                .isInstanceOfSatisfying(
                        Verdict.Not.class,
                        not -> assertThat(not.why()).contains("update the station"));
    }

    @ParameterizedTest(name = "after {0} s, cloud {1}, readers down {2} -> {3}")
    @CsvSource({
        "0, true, '', Commit",
        "0, false, '', Wait",
        "0, true, counter-1a, Wait",
        "119, false, '', Wait",
        "120, false, '', RollBack",
        "120, true, counter-1a, RollBack",
        "500, true, '', Commit"
    })
    void trial_holdsWhenCloudAndReadersAreThereInTime(
            long seconds, boolean cloud, String down, String expected) {
        TrialWatch.Step step =
                TrialWatch.step(
                        Duration.ofSeconds(seconds),
                        TrialWatch.DEFAULT,
                        cloud,
                        down.isEmpty() ? List.of() : List.of(down));
        assertThat(step.getClass().getSimpleName()).isEqualTo(expected);
        if (step instanceof TrialWatch.Step.RollBack(var why)) {
            assertThat(why).contains(cloud ? down : "the cloud was not reached");
        }
    }

    private static Command command(long issuedSeconds, long expiresSeconds) {
        return Command.newBuilder()
                .setId("c1")
                .setIssuedMillis(NOW + issuedSeconds * 1_000)
                .setExpiresMillis(NOW + expiresSeconds * 1_000)
                .setRestart(Restart.getDefaultInstance())
                .build();
    }
}

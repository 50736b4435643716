package com.hasivu.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.stream.IntStream;

class RenewalRuleTest {
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private final KeyPair keys = TestAuthority.ecPair();
    private final TestAuthority authority = new TestAuthority();

    private Identity identity(String station, Duration life) {
        return new Identity(
                new SchoolId("greenfield"),
                new StationId(station),
                "Counter",
                "Asia/Kolkata",
                new StationKey(keys.getPublic(), keys.getPrivate()),
                authority.issue(
                        "CN=" + station + ",O=greenfield", keys.getPublic(), FROM, FROM.plus(life)),
                authority.certificate,
                "127.0.0.1",
                8883,
                java.util.Map.of());
    }

    @Test
    void hundredStations_renewSpreadOverATwelfthOfTheLifeFromTwoThirdsOn() {
        var dues = new TreeSet<Instant>();
        IntStream.range(0, 100)
                .mapToObj(i -> RenewalRule.due(identity("c" + i, Duration.ofDays(90))))
                .forEach(dues::add);
        assertThat(dues).hasSizeGreaterThan(95);
        assertThat(dues.first()).isAfterOrEqualTo(FROM.plus(Duration.ofDays(60)));
        assertThat(dues.last()).isBefore(FROM.plus(Duration.ofHours(24 * 67 + 12)));
        int most =
                IntStream.range(0, 90)
                        .mapToObj(i -> FROM.plus(Duration.ofHours(1440 + 2 * i)))
                        .mapToInt(from -> dues.subSet(from, from.plus(Duration.ofHours(2))).size())
                        .max()
                        .orElseThrow();
        assertThat(most).as("in any two hours").isLessThan(8);
        Identity one = identity("c1", Duration.ofDays(90));
        assertThat(RenewalRule.due(one)).isEqualTo(RenewalRule.due(one));
    }

    @ParameterizedTest(name = "life {0} h, {1} tries: {2} s")
    @CsvSource({
        "2160, 0, 3600",
        "2160, 1, 7200",
        "2160, 4, 57600",
        "2160, 5, 86400",
        "2160, 99, 86400",
        "2, 0, 72",
        "2, 1, 144",
        "1, 0, 36"
    })
    void gap_isAHundredthOfTheLifeAndDoubles(int hours, int tries, long seconds) {
        assertThat(RenewalRule.gap(identity("c1", Duration.ofHours(hours)), tries))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void endsSoon_isTwoWeeksBeforeOrASixthOfAShortLife() {
        Identity long90 = identity("c1", Duration.ofDays(90));
        assertThat(RenewalRule.endsSoon(long90, FROM.plus(Duration.ofDays(75)))).isFalse();
        assertThat(RenewalRule.endsSoon(long90, FROM.plus(Duration.ofDays(76)))).isTrue();
        Identity short6 = identity("c1", Duration.ofDays(6));
        assertThat(RenewalRule.endsSoon(short6, FROM.plus(Duration.ofDays(4)))).isFalse();
        assertThat(RenewalRule.endsSoon(short6, FROM.plus(Duration.ofDays(5)))).isTrue();
    }
}

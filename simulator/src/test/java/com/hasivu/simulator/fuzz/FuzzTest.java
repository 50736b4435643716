package com.hasivu.simulator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.random.RandomGenerator;

class FuzzTest {
    private static final long FRAMES = 20_000;

    private static List<String> kinds() {
        return EmulatedFamilies.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void run_holdsForEveryFamily(String kind) {
        var report = new Fuzz(EmulatedFamilies.byKind(kind).orElseThrow(), 7).run(FRAMES, n -> {});
        assertThat(report.problem()).isEmpty();
        assertThat(report.read()).as("good frames read").isGreaterThan(FRAMES / 20);
        assertThat(report.refused()).as("damaged frames refused").isGreaterThan(FRAMES / 4);
    }

    @Test
    void everyDriverHasAnEmulatedFamily() {
        assertThat(kinds()).containsExactlyElementsOf(ReaderDrivers.kinds());
    }

    /**
     * A family whose emulator tells of another card than was held to it: the fuzzer must see it.
     */
    @Test
    void run_findsAFrameThatIsNotRead() {
        EmulatedFamily sound = EmulatedFamilies.byKind("rdm6300").orElseThrow();
        var broken =
                new EmulatedFamily() {
                    @Override
                    public String kind() {
                        return sound.kind();
                    }

                    @Override
                    public Place place() {
                        return sound.place();
                    }

                    @Override
                    public EmulatedReader open(String place, Pacing pacing) {
                        return sound.open(place, pacing);
                    }

                    @Override
                    public CardId card(RandomGenerator random) {
                        return sound.card(random);
                    }

                    @Override
                    public byte[] frame(CardId card) {
                        byte[] frame = sound.frame(card);
                        frame[frame.length - 2] ^= 1; // the check's last digit
                        return frame;
                    }
                };
        assertThat(new Fuzz(broken, 7).run(100, n -> {}).problem()).contains("was not read");
    }
}

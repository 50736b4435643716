package com.hasivu.reader.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.bus.GpioEdges.Got;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class EdgeMergeTest {
    private static final long QUIET = 25_000;
    private final EdgeMerge merge = new EdgeMerge(QUIET);

    @Test
    void edges_comeInTheOrderTheyFell() {
        merge.add(27, 3_000);
        merge.add(27, 1_000);
        merge.add(17, 2_000);
        assertThat(merge.upTo(3_000))
                .containsExactly(
                        new Got.Fell(27, 0, 1_000),
                        new Got.Fell(17, 1_000, 2_000),
                        new Got.Fell(27, 1_000, 3_000));
    }

    @Test
    void edge_isHeldBackWhileAnotherPinsMayStillComeBeforeIt() {
        merge.add(27, 3_000);
        assertThat(merge.upTo(2_999)).isEmpty();
        merge.add(17, 2_999);
        assertThat(merge.upTo(4_000))
                .extracting(got -> ((Got.Fell) got).line())
                .containsExactly(17, 27);
    }

    @Test
    void quiet_isToldOnceAndOnlyAfterAnEdge() {
        assertThat(merge.upTo(1_000_000)).isEmpty();
        merge.add(17, 1_000_000);
        assertThat(merge.upTo(1_000_000 + QUIET - 1)).hasSize(1);
        assertThat(merge.upTo(1_000_000 + QUIET)).containsExactly(new Got.Quiet(QUIET));
        assertThat(merge.upTo(9_000_000)).isEmpty();
    }

    @Test
    void quiet_standsBetweenEdgesThatWereReadTogether() {
        merge.add(17, 0);
        merge.add(27, QUIET);
        assertThat(merge.upTo(QUIET))
                .containsExactly(
                        new Got.Fell(17, 0, 0),
                        new Got.Quiet(QUIET),
                        new Got.Fell(27, QUIET, QUIET));
    }

    /** Whatever is read when: the bits are the bits. */
    @Test
    void edges_keepTheirOrderHoweverTheyAreRead() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            var shuffled = new EdgeMerge(QUIET);
            List<Integer> fell = new ArrayList<>();
            List<Integer> told = new ArrayList<>();
            for (long start = 0; start < 40_000; ) {
                int batch = 1 + random.nextInt(6);
                List<long[]> read = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                    int line = random.nextBoolean() ? 17 : 27;
                    fell.add(line);
                    read.add(new long[] {line, start += 200 + random.nextInt(2_000)});
                }
                Collections.shuffle(read, random);
                read.forEach(edge -> shuffled.add((int) edge[0], edge[1]));
                shuffled.upTo(start)
                        .forEach(
                                got -> {
                                    if (got instanceof Got.Fell edge) {
                                        told.add(edge.line());
                                    }
                                });
            }
            assertThat(told).isEqualTo(fell);
        }
    }
}

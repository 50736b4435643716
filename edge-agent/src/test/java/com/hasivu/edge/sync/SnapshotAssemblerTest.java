package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.sync.SnapshotAssembler.Outcome;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.SnapshotChunk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class SnapshotAssemblerTest {
    private final SnapshotAssembler assembler = new SnapshotAssembler();

    @Test
    void add_completesInAnyOrderWithAnyRepeats() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<SnapshotChunk> chunks = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                chunks.add(chunk(seed, i, 7, "part" + i));
            }
            Collections.shuffle(chunks, random);
            SnapshotChunk last = chunks.removeLast();
            for (int i = 0; i < 20; i++) {
                chunks.add(chunks.get(random.nextInt(6)));
            }
            for (SnapshotChunk chunk : chunks) {
                assertThat(assembler.add(chunk, 0)).isInstanceOf(Outcome.Waiting.class);
            }
            assertThat(assembler.add(last, 0))
                    .as("seed %d", seed)
                    .isInstanceOfSatisfying(
                            Outcome.Complete.class,
                            whole ->
                                    assertThat(new String(whole.sealed(), StandardCharsets.UTF_8))
                                            .isEqualTo("part0part1part2part3part4part5part6"));
        }
    }

    @Test
    void add_neverMixesVersions() {
        assembler.add(chunk(5, 0, 2, "old0"), 0);
        assertThat(assembler.add(chunk(6, 1, 2, "new1"), 1)).isEqualTo(new Outcome.Waiting(1));
        assertThat(assembler.add(chunk(5, 1, 2, "old1"), 2)).isEqualTo(new Outcome.Ignored());
        assertThat(assembler.add(chunk(6, 0, 2, "new0"), 3))
                .isInstanceOfSatisfying(
                        Outcome.Complete.class,
                        whole -> assertThat(whole.sealed()).asString().isEqualTo("new0new1"));
    }

    @Test
    void add_letsAnOlderVersionInOnceTheNewerOneStoppedComing() {
        assembler.add(chunk(Long.MAX_VALUE, 0, 2, "forged"), 0);
        assertThat(assembler.add(chunk(6, 0, 1, "x"), SnapshotAssembler.STALE_MILLIS - 1))
                .isEqualTo(new Outcome.Ignored());
        assertThat(assembler.add(chunk(6, 0, 1, "x"), SnapshotAssembler.STALE_MILLIS))
                .isInstanceOf(Outcome.Complete.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0,1", "-1,4,1", "4,4,1", "0,258,1", "0,-1,1", "0,4,0", "0,4,65537"})
    void add_refusesWhatIsNoChunk(int index, int count, int bytes) {
        SnapshotChunk bad =
                SnapshotChunk.newBuilder()
                        .setVersion(1)
                        .setIndex(index)
                        .setCount(count)
                        .setData(ByteString.copyFrom(new byte[bytes]))
                        .build();
        assertThat(assembler.add(bad, 0)).isInstanceOf(Outcome.Malformed.class);
    }

    @Test
    void add_refusesAnotherCountForTheSameVersion() {
        assembler.add(chunk(5, 0, 3, "a"), 0);
        assertThat(assembler.add(chunk(5, 1, 2, "b"), 0)).isInstanceOf(Outcome.Malformed.class);
        assertThat(SnapshotAssembler.MAX_CHUNKS)
                .isEqualTo(Wire.MAX_SNAPSHOT / Wire.CHUNK_BYTES + 1);
    }

    private static SnapshotChunk chunk(long version, int index, int count, String data) {
        return SnapshotChunk.newBuilder()
                .setVersion(version)
                .setIndex(index)
                .setCount(count)
                .setData(ByteString.copyFromUtf8(data))
                .build();
    }
}

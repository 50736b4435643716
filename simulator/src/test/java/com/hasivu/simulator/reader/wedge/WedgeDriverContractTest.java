package com.hasivu.simulator.reader.wedge;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.wedge.WedgeDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/** Over a pseudo-terminal, which knows no grab: a lock stands for it. */
class WedgeDriverContractTest extends ReaderBytesContract {
    private static final Duration REPEAT = Duration.ofMillis(60);

    /** For the thousands of lines that are split or damaged; no real reader types so fast. */
    private static final Duration HURRY = Duration.ofMillis(1);

    @Override
    protected Bench bench(Path folder) {
        var reader = WedgeEmulator.repeating(folder.resolve("wedge"), REPEAT);
        return new EmulatorBench(new WedgeDriver(), reader) {
            @Override
            public ReaderConfig config() {
                var settings = new HashMap<>(super.config().settings());
                settings.put("settle-ms", "40"); // below the repeat, above lines poured out at once
                return new ReaderConfig("counter-1", "wedge", super.config().device(), settings);
            }

            // A typed line has 1584 bytes. The eight damaged copies of the contract follow each
            // other without a pause, or the 12672 of them would take half a minute.
            @Override
            public void deliver(Function<byte[], List<byte[]>> pieces) {
                super.deliver(
                        frame -> {
                            List<byte[]> wanted = pieces.apply(frame);
                            reader.repeatEvery(wanted.size() == 1 ? REPEAT : HURRY);
                            return wanted.size() == 8 ? List.of(join(wanted)) : wanted;
                        });
            }

            // of 1584 bytes; has no common divisor with the 24 of an event
            @Override
            public int splitStep() {
                return 11;
            }

            @Override
            public CardId card() {
                return new CardId("02B0A5FD");
            }

            @Override
            public CardId otherCard() {
                return new CardId("003B51C6");
            }

            @Override
            public byte[] frame(CardId card) {
                return WedgeEmulator.frame(card);
            }
        };
    }

    private static byte[] join(List<byte[]> pieces) {
        var all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }
}

package com.hasivu.simulator.reader.osdp;

import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** In clear, with a reader that repeats a held card. */
class OsdpDriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var options = OsdpOptions.PLAIN.repeating(Duration.ofMillis(40));
        var reader = OsdpEmulator.at(folder.resolve("osdp"), options);
        return new OsdpBench(reader, Map.of("security", "none", "poll-ms", "20"));
    }
}

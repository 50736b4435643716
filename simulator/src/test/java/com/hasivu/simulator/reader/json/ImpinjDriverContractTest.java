package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.json.ImpinjDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class ImpinjDriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = ImpinjEmulator.at(new InetSocketAddress("127.0.0.1", 0), ImpinjSetup.USUAL);
        return new EmulatorBench(new ImpinjDriver(), reader) {
            @Override
            public CardId card() {
                return new CardId("7EDA9038051002710002C0AE");
            }

            @Override
            public CardId otherCard() {
                return new CardId("E2801170200014CD9B5A08EC");
            }

            // of a minute ago: what waited somewhere on the way
            @Override
            public byte[] frame(CardId card) {
                return ImpinjEmulator.event(
                        card, ImpinjEmulator.HELD_CDBM, Instant.now().minus(Duration.ofMinutes(1)));
            }

            @Override
            public String missingDevice(Path at) {
                return "127.0.0.1:1";
            }

            @Override
            public Busy busy() {
                return Busy.SHARED;
            }

            @Override
            public boolean isDamageFatal() {
                return false;
            }
        };
    }
}

package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderDriverContract;
import com.hasivu.reader.json.ZebraDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;

/** A broker passes messages on whole, so what a line does to a stream of bytes is not asked. */
class ZebraDriverContractTest extends ReaderDriverContract {
    private static EmulatedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmulatedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Override
    protected Bench bench(Path folder) {
        var reader = ZebraEmulator.at(new InetSocketAddress("127.0.0.1", 0), broker.address());
        return new EmulatorBench(new ZebraDriver(), reader) {
            @Override
            public CardId card() {
                return new CardId("E2003411B802011383257C3D");
            }

            @Override
            public CardId otherCard() {
                return new CardId("AA0004EF55555555AA21BF43");
            }

            @Override
            public byte[] frame(CardId card) {
                return ZebraEmulator.event(card, ZebraEmulator.HELD_DBM, 1, Instant.now());
            }

            @Override
            public String missingDevice(Path at) {
                return "mqtt://127.0.0.1:1/zebra/none/#";
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

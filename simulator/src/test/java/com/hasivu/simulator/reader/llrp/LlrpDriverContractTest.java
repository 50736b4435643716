package com.hasivu.simulator.reader.llrp;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.llrp.LlrpDriver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.Pacing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

class LlrpDriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var reader = LlrpEmulator.at(anyPort, Pacing.AT_ONCE);
        return new EmulatorBench(new LlrpDriver(), reader) {
            @Override
            public CardId card() {
                return new CardId("3005FB63AC1F3841EC880467");
            }

            @Override
            public CardId otherCard() {
                return new CardId("300833B2DDD906C000000000");
            }

            @Override
            public byte[] frame(CardId card) {
                return LlrpEmulator.frame(card);
            }

            @Override
            public String missingDevice(Path folder) {
                return "127.0.0.1:1";
            }

            @Override
            public Busy busy() {
                return Busy.LINK_DOWN;
            }

            @Override
            public boolean isDamageFatal() {
                return false;
            }
        };
    }
}

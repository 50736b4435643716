package com.hasivu.simulator.reader.uhfreader18;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderDriverContract;
import com.hasivu.reader.uhfreader18.UhfReader18Driver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.uhfreader18.UhfReader18Emulator.Model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/**
 * The second generation, behind its network module. What a line does to bytes is the same codec's
 * and tested over the serial line; a connection has no bytes from before it.
 */
class UhfReader288OverNetworkContractTest extends ReaderDriverContract {
    @Override
    protected Bench bench(Path folder) {
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var reader = UhfReader18Emulator.network(anywhere, Model.UHFREADER288);
        return new EmulatorBench(new UhfReader18Driver(), reader) {
            @Override
            public CardId card() {
                return new CardId("E20034120123456789ABCDEF");
            }

            @Override
            public CardId otherCard() {
                return new CardId("30751FEB705C5904");
            }

            @Override
            public byte[] frame(CardId card) {
                return UhfReader18Emulator.frame(Model.UHFREADER288, card);
            }

            @Override
            public String missingDevice(Path unused) {
                try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    return "127.0.0.1:" + nobody.getLocalPort();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Busy busy() {
                return Busy.LINK_DOWN;
            }
        };
    }
}

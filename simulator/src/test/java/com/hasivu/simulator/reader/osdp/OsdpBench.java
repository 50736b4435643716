package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.osdp.OsdpDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.util.HashMap;
import java.util.Map;

/** A bench with an emulated OSDP reader. */
class OsdpBench extends EmulatorBench {
    private final Map<String, String> settings;

    OsdpBench(OsdpEmulator reader, Map<String, String> settings) {
        super(new OsdpDriver(), reader);
        this.settings = settings;
    }

    @Override
    public ReaderConfig config() {
        ReaderConfig usual = super.config();
        var all = new HashMap<>(usual.settings());
        all.putAll(settings);
        return new ReaderConfig(usual.name(), usual.kind(), usual.device(), all);
    }

    @Override
    public CardId card() {
        return new CardId("7B11D7"); // facility 123, number 4567
    }

    @Override
    public CardId otherCard() {
        return new CardId("CB98A605");
    }

    @Override
    public byte[] frame(CardId card) {
        return OsdpEmulator.frame(card);
    }
}

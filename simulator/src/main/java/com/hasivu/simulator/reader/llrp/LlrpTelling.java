package com.hasivu.simulator.reader.llrp;

import com.hasivu.protocol.CardId;

/**
 * What the reader says: the messages an Impinj R420 sends, with its numbers (EdgeX
 * device-rfid-llrp-go, testdata). Source of the layouts: LLRP 1.0.1, sections 16.1 and 16.2.
 *
 * @param utc it has a clock that knows the date; else it counts from power on
 * @param holds it can hold events and reports
 */
record LlrpTelling(boolean utc, boolean holds) {
    static final int ROSPEC_ID = 0x8000;
    static final int ANTENNA = 0x1000;
    static final int CHANNEL = 0x0800;
    static final int PEAK_RSSI = 0x0400;
    static final int FIRST_SEEN = 0x0200;
    static final int LAST_SEEN = 0x0100;
    static final int SEEN_COUNT = 0x0080;
    static final int CRC = 0x80;
    static final int PC = 0x40;

    /** 10.00 to 30.00 dBm in steps of 0.25. */
    static final int POWERS = 81;

    private static final int IMPINJ = 25_882;
    private static final int SPEEDWAY_R420 = 2_001_002;
    private static final int ANTENNAS = 4;
    private static final int SENSITIVITIES = 42;

    /** In which a tag is told. */
    static byte[] report(int id, byte[]... tags) {
        var body = new LlrpWriter();
        for (byte[] tag : tags) {
            body.raw(tag);
        }
        return LlrpWriter.message(61, id, body);
    }

    /**
     * A TagReportData.
     *
     * @param dbm its peak RSSI
     * @param micros when it was seen
     */
    byte[] tag(CardId card, int content, int memory, int roSpec, int dbm, long micros) {
        byte[] epc = card.bytes();
        var tag = new LlrpWriter();
        if (epc.length == 12) {
            tag.tv(13).raw(epc);
        } else {
            tag.tlv(241, new LlrpWriter().u16(8 * epc.length).raw(epc));
        }
        if ((content & ROSPEC_ID) != 0) {
            tag.tv(9).u32(roSpec);
        }
        if ((content & ANTENNA) != 0) {
            tag.tv(1).u16(1);
        }
        if ((content & PEAK_RSSI) != 0) {
            tag.tv(6).u8(dbm);
        }
        if ((content & CHANNEL) != 0) {
            tag.tv(7).u16(1);
        }
        if ((content & FIRST_SEEN) != 0) {
            tag.tv(utc ? 2 : 3).u64(micros);
        }
        if ((content & LAST_SEEN) != 0) {
            tag.tv(utc ? 4 : 5).u64(micros);
        }
        if ((content & SEEN_COUNT) != 0) {
            tag.tv(8).u16(1);
        }
        memory(tag, epc, memory);
        return new LlrpWriter().tlv(240, tag).bytes();
    }

    /** The PC's first five bits count the EPC's words; the checksum covers both. */
    private static void memory(LlrpWriter tag, byte[] epc, int memory) {
        int pc = (epc.length / 2) << 11;
        if ((memory & PC) != 0) {
            tag.tv(12).u16(pc);
        }
        if ((memory & CRC) != 0) {
            tag.tv(11).u16(crc(new LlrpWriter().u16(pc).raw(epc).bytes()));
        }
    }

    /** CRC-16/GENIBUS (EPC Gen2, annex F), bit by bit. */
    static int crc(byte[] bytes) {
        int register = 0xFFFF;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            boolean in = ((bytes[bit / 8] >> (7 - bit % 8)) & 1) != 0;
            boolean out = (register & 0x8000) != 0;
            register = register << 1 & 0xFFFF;
            if (in != out) {
                register ^= 0x1021;
            }
        }
        return register ^ 0xFFFF;
    }

    byte[] event(int id, long micros, LlrpWriter... events) {
        var data = new LlrpWriter().tlv(utc ? 128 : 129, new LlrpWriter().u64(micros));
        for (LlrpWriter event : events) {
            data.raw(event.bytes());
        }
        return LlrpWriter.message(63, id, new LlrpWriter().tlv(246, data));
    }

    static LlrpWriter connectionAttempt(int status) {
        return new LlrpWriter().tlv(256, new LlrpWriter().u16(status));
    }

    static LlrpWriter connectionClose() {
        return new LlrpWriter().tlv(257, new LlrpWriter());
    }

    /**
     * @param type 0 begin, 1 end
     */
    static LlrpWriter roSpecEvent(int type, int roSpec) {
        return new LlrpWriter().tlv(249, new LlrpWriter().u8(type).u32(roSpec).u32(0));
    }

    static LlrpWriter antennaEvent(boolean connected, int antenna) {
        return new LlrpWriter().tlv(255, new LlrpWriter().u8(connected ? 1 : 0).u16(antenna));
    }

    static LlrpWriter exception(String words) {
        return new LlrpWriter().tlv(252, new LlrpWriter().text(words));
    }

    static LlrpWriter status(int code, String words) {
        return new LlrpWriter().tlv(287, new LlrpWriter().u16(code).text(words));
    }

    static byte[] keepalive(int id) {
        return LlrpWriter.message(62, id, new LlrpWriter());
    }

    /** GET_READER_CAPABILITIES_RESPONSE's parameters. */
    LlrpWriter capabilities() {
        var general =
                new LlrpWriter()
                        .u16(ANTENNAS)
                        .u16(utc ? 0x4000 : 0)
                        .u32(IMPINJ)
                        .u32(SPEEDWAY_R420)
                        .text("5.14.0.240");
        for (int index = 1; index <= SENSITIVITIES; index++) {
            int decibel = index == 1 ? 0 : 8 + index;
            general.tlv(139, new LlrpWriter().u16(index).u16(decibel));
        }
        general.tlv(141, new LlrpWriter().u16(4).u16(4));
        for (int antenna = 1; antenna <= ANTENNAS; antenna++) {
            general.tlv(140, new LlrpWriter().u16(antenna).u16(1).u8(1));
        }
        var llrp = new LlrpWriter().u8(holds ? 0x48 : 0x40).u8(1).u16(0);
        for (int most : new int[] {LlrpRoSpecs.MOST, 32, 1, 1508, 8}) {
            llrp.u32(most);
        }
        return status(0, "")
                .tlv(137, general)
                .tlv(142, llrp)
                .tlv(143, new LlrpWriter().u16(840).u16(1).tlv(144, band()))
                .tlv(327, new LlrpWriter().u8(0x40).u16(2));
    }

    private static LlrpWriter band() {
        var band = new LlrpWriter();
        for (int index = 1; index <= POWERS; index++) {
            band.tlv(145, new LlrpWriter().u16(index).u16(1000 + 25 * (index - 1)));
        }
        var hops = new LlrpWriter().u8(1).u8(0).u16(50);
        for (int channel = 0; channel < 50; channel++) {
            hops.u32(902_750 + 500 * channel);
        }
        return band.tlv(146, new LlrpWriter().u8(0x80).tlv(147, hops))
                .tlv(328, new LlrpWriter().tlv(329, maxThroughput()));
    }

    /** The first of its modes. */
    private static LlrpWriter maxThroughput() {
        return new LlrpWriter()
                .u32(0)
                .u8(0x80) // DR 64/3, no conformance mark
                .u8(0) // FM0
                .u8(2) // DSB-ASK
                .u8(2) // multi-interrogator mask
                .u32(640_000)
                .u32(1500)
                .u32(100_000)
                .u32(100_000)
                .u32(0);
    }
}

package com.hasivu.reader.llrp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes what we send. Source: LLRP 1.0.1, sections 16.1 and 16.2; the meaning of the fields is in
 * sections 10 to 13.
 *
 * @param roSpec our ROSpec's id; another one on each connection
 */
record Requests(LlrpSettings settings, int roSpec) {
    private static final int KEEPALIVE_ACK = 72;
    private static final int ENABLE_EVENTS_AND_REPORTS = 64;

    private static final int ALL = 0;
    private static final int ON = 0x80;
    private static final int NULL_TRIGGER = 0;
    private static final int PERIODIC = 1;
    private static final int GEN2 = 1;
    private static final int N_TAGS_OR_END_OF_ROSPEC = 2;

    private static final int ROSPEC_EVENTS = 2;
    private static final int EXCEPTION_EVENTS = 4;
    private static final int ANTENNA_EVENTS = 8;

    /** Of the first channel; a reader that hops takes the table instead. */
    private static final int CHANNEL = 1;

    /** A tag answers again at once: holding it to the reader gives many reads. */
    private static final int SESSION_0 = 0;

    private static final int FEW_TAGS = 8;

    /** ROSpec id, antenna, RSSI, first seen. */
    private static final int CONTENT = 0x8000 | 0x1000 | 0x0400 | 0x0200;

    private static final int CRC_AND_PC = 0x80 | 0x40;

    byte[] write(Request request, Capabilities reader) {
        byte[] body =
                switch (request) {
                    case GET_READER_CAPABILITIES -> new Body().u8(ALL).bytes();
                    case SET_READER_CONFIG -> config(reader);
                    case DELETE_ROSPEC -> new Body().u32(ALL).bytes();
                    case ADD_ROSPEC -> roSpec(reader);
                    case ENABLE_ROSPEC, START_ROSPEC -> new Body().u32(roSpec).bytes();
                };
        return message(request.number(), request.id(), body);
    }

    static byte[] keepaliveAck(int id) {
        return message(KEEPALIVE_ACK, id, new byte[0]);
    }

    static byte[] enableEventsAndReports() {
        return message(ENABLE_EVENTS_AND_REPORTS, Request.values().length + 1, new byte[0]);
    }

    private byte[] config(Capabilities reader) {
        var events = new Body();
        for (int event : new int[] {ROSPEC_EVENTS, EXCEPTION_EVENTS, ANTENNA_EVENTS}) {
            events.parameter(245, new Body().u16(event).u8(ON));
        }
        Body body =
                new Body()
                        .u8(0) // not to factory defaults
                        .parameter(244, events)
                        .parameter(
                                220,
                                new Body()
                                        .u8(PERIODIC)
                                        .u32(Math.toIntExact(settings.keepalive().toMillis())));
        if (reader.holdsReports()) {
            body.parameter(226, new Body().u8(0)); // what is old comes at once, as history
        }
        return body.bytes();
    }

    private byte[] roSpec(Capabilities reader) {
        Body boundary =
                new Body()
                        .parameter(179, new Body().u8(NULL_TRIGGER))
                        .parameter(182, new Body().u8(NULL_TRIGGER).u32(0));
        Body inventory =
                new Body()
                        .u16(1)
                        .u16(settings.antenna())
                        .parameter(184, new Body().u8(NULL_TRIGGER).u32(0))
                        .parameter(186, new Body().u16(1).u8(GEN2).parameter(222, antenna(reader)));
        Body content = new Body().u16(CONTENT);
        if (settings.tagChecksum()) {
            content.parameter(348, new Body().u8(CRC_AND_PC));
        }
        Body report = new Body().u8(N_TAGS_OR_END_OF_ROSPEC).u16(1).parameter(238, content);
        Body spec =
                new Body()
                        .u32(roSpec)
                        .u8(0) // priority: all alike
                        .u8(0) // disabled, as a new one must be
                        .parameter(178, boundary)
                        .parameter(183, inventory)
                        .parameter(237, report);
        return new Body().parameter(177, spec).bytes();
    }

    /** To set the reader to; empty leaves it its own. */
    Optional<Capabilities.Power> power(Capabilities reader) {
        return settings.powerDbm() == 0 ? Optional.empty() : reader.nearest(settings.powerDbm());
    }

    private Body antenna(Capabilities reader) {
        var antenna = new Body().u16(settings.antenna());
        power(reader)
                .ifPresent(
                        power ->
                                antenna.parameter(
                                        224,
                                        new Body()
                                                .u16(reader.hopTable())
                                                .u16(CHANNEL)
                                                .u16(power.index())));
        Body singulation = new Body().u8(SESSION_0 << 6).u16(FEW_TAGS).u32(0);
        return antenna.parameter(330, new Body().u8(0).parameter(336, singulation));
    }

    private static byte[] message(int type, int id, byte[] body) {
        int length = LlrpCodec.HEAD + body.length;
        return ByteBuffer.allocate(length)
                .putShort((short) (LlrpCodec.VERSION_1 | type))
                .putInt(length)
                .putInt(id)
                .put(body)
                .array();
    }

    /** Fields and parameters one behind the other. */
    private static final class Body {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Body u8(int value) {
            out.write(value);
            return this;
        }

        Body u16(int value) {
            return u8(value >> 8).u8(value);
        }

        Body u32(int value) {
            return u16(value >> 16).u16(value);
        }

        Body parameter(int type, Body content) {
            u16(type).u16(Structure.TLV_HEAD + content.out.size());
            out.writeBytes(content.bytes());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}

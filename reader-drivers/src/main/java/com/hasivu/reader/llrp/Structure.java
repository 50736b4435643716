package com.hasivu.reader.llrp;

import java.nio.ByteBuffer;

/**
 * Whether the body of a message is made of well-formed parameters, as far as its bytes are there.
 * LLRP has no checksum, so this is what tells damage: every length must fit its place. A message's
 * first two bytes never look like a parameter (the version lies on bits that are zero there), so a
 * message whose length is wrong shows as soon as the next one begins.
 *
 * <pre>
 * TLV: 6 zero bits | type 10 | length 16, with these 4 bytes | fields, then parameters
 * TV:  1 | type 7 | fields of the length that belongs to the type
 * </pre>
 *
 * Source: LLRP 1.0.1, sections 16.1.1 and 16.2.1.
 */
final class Structure {
    enum Verdict {
        WHOLE,
        /** Good so far; the rest is not there yet. */
        CUT,
        BROKEN
    }

    static final int TAG_REPORT_DATA = 240;
    static final int RF_SURVEY_REPORT_DATA = 242;
    static final int EVENT_DATA = 246;
    static final int STATUS = 287;
    static final int CUSTOM = 1023;

    static final int TLV_HEAD = 4;
    private static final int NO_CHILDREN = -1;

    /** Deeper than any parameter of a reader; a hostile one nests without end. */
    private static final int DEEPEST = 6;

    /** Bytes of a TV's fields by its type; zero where no type is. */
    private static final int[] TV_FIELDS = {
        0, 2, 8, 8, 8, 8, 1, 2, 2, 4, 2, 2, 2, 12, 2, 2, 4, 2, 4, 2, 2
    };

    private final ByteBuffer in;

    private Structure(ByteBuffer in) {
        this.in = in;
    }

    /** The body of a message of {@code type}: the bytes of {@code in} from..to, or the first of. */
    static Verdict of(ByteBuffer in, MessageType type, int from, int to) {
        var structure = new Structure(in);
        return switch (type) {
            case KEEPALIVE -> from == to ? Verdict.WHOLE : Verdict.BROKEN;
            case CUSTOM_MESSAGE -> to - from < 5 ? Verdict.BROKEN : structure.there(to);
            case RO_ACCESS_REPORT ->
                    structure.beginsWith(from, to, TAG_REPORT_DATA, RF_SURVEY_REPORT_DATA, CUSTOM)
                            ? structure.list(from, to, false, 0)
                            : Verdict.BROKEN;
            case READER_EVENT_NOTIFICATION ->
                    from < to && structure.beginsWith(from, to, EVENT_DATA)
                            ? structure.list(from, to, false, 0)
                            : Verdict.BROKEN;
            default ->
                    from < to && structure.beginsWith(from, to, STATUS)
                            ? structure.list(from, to, false, 0)
                            : Verdict.BROKEN;
        };
    }

    /** Bytes of a TV's fields; zero if there is no such type, and so nothing can be skipped. */
    static int tvFields(int type) {
        return type < TV_FIELDS.length ? TV_FIELDS[type] : 0;
    }

    private boolean beginsWith(int from, int to, int... types) {
        if (from == to || from + 2 > in.limit()) {
            return true;
        }
        for (int type : types) {
            if (u16(from) == type) {
                return true;
            }
        }
        return false;
    }

    private Verdict list(int from, int to, boolean tvs, int depth) {
        int at = from;
        while (at < to) {
            if (at >= in.limit()) {
                return Verdict.CUT;
            }
            int first = in.get(at) & 0xFF;
            int length;
            if ((first & 0x80) != 0) {
                int fields = tvFields(first & 0x7F);
                if (!tvs || fields == 0) {
                    return Verdict.BROKEN;
                }
                length = 1 + fields;
            } else if ((first & 0xFC) != 0 || to - at < TLV_HEAD) {
                return Verdict.BROKEN;
            } else if (in.limit() - at < TLV_HEAD) {
                return Verdict.CUT;
            } else {
                length = u16(at + 2);
                if (length < TLV_HEAD
                        || at + length > to
                        || broken(u16(at), at + TLV_HEAD, at + length, depth)) {
                    return Verdict.BROKEN;
                }
            }
            at += length;
        }
        return at == to ? there(to) : Verdict.BROKEN;
    }

    private boolean broken(int type, int from, int to, int depth) {
        if (depth == DEEPEST || !fits(type, from, to)) {
            return true;
        }
        int children = children(type, from, to);
        if (children > to) {
            return true;
        }
        return children != NO_CHILDREN
                && list(children, to, type == TAG_REPORT_DATA, depth + 1) == Verdict.BROKEN;
    }

    /** Whether the fields of a parameter we read have their length. */
    private boolean fits(int type, int from, int to) {
        int length = to - from;
        return switch (type) {
            case Parameter.UTC, Parameter.UPTIME -> length == 8;
            case Parameter.CONNECTION_ATTEMPT -> length == 2;
            case Parameter.CONNECTION_CLOSE -> length == 0;
            case Parameter.ANTENNA_EVENT -> length == 3;
            case Parameter.ROSPEC_EVENT -> length == 9;
            case Parameter.POWER_LEVEL -> length == 4;
            case Parameter.HOP_TABLE -> length >= 4;
            case Parameter.EPC_DATA ->
                    length >= 2 && (from + 2 > in.limit() || length == 2 + (u16(from) + 7) / 8);
            default -> true;
        };
    }

    /** Where the parameters within a parameter begin, or {@link #NO_CHILDREN}. */
    private int children(int type, int from, int to) {
        return switch (type) {
            case TAG_REPORT_DATA, EVENT_DATA, Parameter.UHF_BAND -> from;
            case STATUS -> afterText(from + 2, to);
            case Parameter.GENERAL_CAPABILITIES -> afterText(from + 12, to);
            case Parameter.REGULATORY_CAPABILITIES -> from + 4;
            case Parameter.FREQUENCIES -> from + 1;
            default -> NO_CHILDREN;
        };
    }

    /** Behind a text and its length. */
    private int afterText(int at, int to) {
        if (at + 2 > to) {
            return to + 1;
        }
        return at + 2 > in.limit() ? to : at + 2 + u16(at);
    }

    private Verdict there(int to) {
        return to <= in.limit() ? Verdict.WHOLE : Verdict.CUT;
    }

    private int u16(int at) {
        return in.getShort(at) & 0xFFFF;
    }
}

package com.hasivu.reader.llrp;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.line.Codec;
import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages of LLRP 1.0.1, section 16.1. Big endian; no checksum.
 *
 * <pre>
 * 3 zero bits | version 3 (1) | type 10 | length 32, with these 10 bytes | id 32 | parameters
 * </pre>
 *
 * TCP loses no bytes, so noise means a broken reader or something that is no reader. It is dropped
 * up to the next place where a message may begin.
 */
final class LlrpCodec implements Codec<Message> {
    static final int HEAD = 10;
    static final int VERSION_1 = 0x0400;

    /** Two packets lost in a row come again after 0.2 and 0.4 s. */
    private static final Duration STALL = Duration.ofSeconds(2);

    @Override
    public int longest() {
        return MessageType.LONGEST;
    }

    @Override
    public Duration stall() {
        return STALL;
    }

    @Override
    public Scan<Message> scan(ByteBuffer in) {
        int from = in.position();
        if (!mayStartAt(in, from)) {
            return noise(in, "noise");
        }
        if (in.remaining() < HEAD) {
            return new Scan.NeedMore<>(HEAD);
        }
        MessageType type = type(in, from).orElseThrow();
        int length = in.getInt(from + 2);
        return switch (Structure.of(in, type, from + HEAD, from + length)) {
            case BROKEN -> noise(in, "malformed");
            case CUT -> new Scan.NeedMore<>(length);
            case WHOLE -> {
                ByteBuffer body = in.slice(from + HEAD, length - HEAD);
                yield new Scan.Complete<>(read(type, in.getInt(from + 6), body), length);
            }
        };
    }

    /** The cards a message tells of. */
    static List<CardRead> cards(Message message) {
        return message instanceof Message.Report(var tags, var refused)
                ? tags.stream().map(TagReport::cardRead).toList()
                : List.of();
    }

    private static Message read(MessageType type, int id, ByteBuffer body) {
        return switch (type) {
            case KEEPALIVE -> new Message.Keepalive(id);
            case CUSTOM_MESSAGE -> new Message.Custom();
            case RO_ACCESS_REPORT -> report(Parameter.list(body));
            case READER_EVENT_NOTIFICATION ->
                    event(Parameter.list(Parameter.list(body).getFirst().content()));
            case ERROR_MESSAGE -> new Message.Failure(status(Parameter.list(body)));
            default -> response(type, id, Parameter.list(body));
        };
    }

    private static Message report(List<Parameter> parameters) {
        var tags = new ArrayList<TagReport>();
        var refused = new ArrayList<String>();
        for (Parameter parameter : parameters) {
            if (parameter.type() == Structure.TAG_REPORT_DATA) {
                switch (TagReport.read(parameter.content())) {
                    case TagReport.Found.Tag(var tag) -> tags.add(tag);
                    case TagReport.Found.Refused(var why) -> refused.add(why);
                }
            }
        }
        return new Message.Report(List.copyOf(tags), List.copyOf(refused));
    }

    private static Message response(MessageType type, int id, List<Parameter> parameters) {
        Optional<Capabilities> capabilities =
                type == MessageType.GET_READER_CAPABILITIES_RESPONSE
                        ? Optional.of(Capabilities.read(parameters))
                        : Optional.empty();
        return new Message.Response(type, id, status(parameters), capabilities);
    }

    private static Status status(List<Parameter> parameters) {
        return Status.read(parameters.getFirst().content()); // its structure says it is there
    }

    private static Message event(List<Parameter> parameters) {
        Optional<ReaderTime> at = Optional.empty();
        var notices = new ArrayList<Message.Notice>();
        for (Parameter parameter : parameters) {
            ByteBuffer content = parameter.content();
            if (parameter.type() == Parameter.UTC || parameter.type() == Parameter.UPTIME) {
                boolean utc = parameter.type() == Parameter.UTC;
                at = Optional.of(new ReaderTime(utc, content.getLong()));
            } else {
                notices.add(notice(parameter.type(), content));
            }
        }
        return new Message.Event(at, List.copyOf(notices));
    }

    private static Message.Notice notice(int type, ByteBuffer in) {
        return switch (type) {
            case Parameter.CONNECTION_ATTEMPT -> {
                int status = in.getShort() & 0xFFFF;
                Message.Attempt[] attempts = Message.Attempt.values();
                yield new Message.Notice.ConnectionAttempt(
                        status < attempts.length ? attempts[status] : Message.Attempt.FAILED);
            }
            case Parameter.CONNECTION_CLOSE -> new Message.Notice.ConnectionClose();
            case Parameter.ROSPEC_EVENT ->
                    in.get() == 0
                            ? new Message.Notice.Other()
                            : new Message.Notice.RoSpecEnd(in.getInt() & 0xFFFF_FFFFL);
            case Parameter.ANTENNA_EVENT ->
                    in.get() == 0 ? new Message.Notice.AntennaLost() : new Message.Notice.Other();
            case Parameter.READER_EXCEPTION -> new Message.Notice.ReaderException();
            case Parameter.BUFFER_OVERFLOW -> new Message.Notice.BufferOverflow();
            default -> new Message.Notice.Other();
        };
    }

    /** Drops up to the next place where a message may begin. */
    private static Scan<Message> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && !mayStartAt(in, next)) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }

    /**
     * Whether what is there of a head is good: version, type, and a length that the type may have.
     */
    private static boolean mayStartAt(ByteBuffer in, int at) {
        int there = in.limit() - at;
        if (there == 1) {
            return (in.get(at) & 0xFC) == VERSION_1 >> 8;
        }
        Optional<MessageType> type = type(in, at);
        if (type.isEmpty() || there < 6) {
            return type.isPresent();
        }
        long length = in.getInt(at + 2) & 0xFFFF_FFFFL;
        return length >= HEAD && length <= type.get().longest();
    }

    private static Optional<MessageType> type(ByteBuffer in, int at) {
        int word = in.getShort(at) & 0xFFFF;
        return (word & 0xFC00) == VERSION_1 ? MessageType.of(word & 0x3FF) : Optional.empty();
    }
}

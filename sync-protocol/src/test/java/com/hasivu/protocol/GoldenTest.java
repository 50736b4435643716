package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Released bytes do not change. Each message of hasivu.proto is in src/test/resources/golden twice:
 * as text, and as the bytes that protoc's own encoder (C++, not this code) made of that text:
 * {@code protoc --encode=hasivu.v1.Ack hasivu.proto < Ack.txtpb | xxd -p}.
 */
class GoldenTest {
    private static final FileDescriptor FILE = Ack.getDescriptor().getFile();

    static Stream<String> names() throws Exception {
        try (Stream<Path> files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txtpb"))
                    .map(name -> name.substring(0, name.length() - ".txtpb".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void bytes_readAsTheirText(String name) throws Exception {
        Message read = DynamicMessage.parseFrom(type(name), bytes(name));
        assertThat(read.getUnknownFields().asMap()).isEmpty();
        assertThat(read).isEqualTo(text(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void text_isWrittenAsTheseBytes(String name) throws Exception {
        assertThat(text(name).toByteArray()).isEqualTo(bytes(name));
    }

    @Test
    void golden_holdsEveryMessageAndEveryField() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (String name : names().toList()) {
            collect(text(name), seen);
        }
        Set<String> all = new TreeSet<>();
        for (Descriptor message : FILE.getMessageTypes()) {
            message.getFields().forEach(field -> all.add(field.getFullName()));
        }
        // zero is not written: proto3 cannot tell it from absent
        all.removeAll(Set.of("hasivu.v1.Sealed.minor", "hasivu.v1.Refusal.order"));
        assertThat(seen).containsAll(all);
    }

    @Test
    void fields_areWhereTheGeneratedClassesReadThem() throws Exception {
        TapRecord serve = TapRecord.parseFrom(bytes("TapRecord.serve"));
        assertThat(serve.getWallMillis()).isEqualTo(1795411800123L);
        assertThat(serve.getBootId()).isEqualTo(0x123456789ABCDEF0L);
        assertThat(serve.getClock()).isEqualTo(ClockState.CLOCK_SYNCED);
        assertThat(serve.getReader()).isEqualTo("counter-1-a");
        assertThat(CardId.of(serve.getCard().toByteArray()).hex()).isEqualTo("04A1B2C3");
        assertThat(serve.getSchoolDay()).isEqualTo(20780);
        assertThat(serve.getServe().getOrder()).isEqualTo(77);
        assertThat(serve.getServe().getStudent()).isEqualTo(5);

        TapRecord refusal = TapRecord.parseFrom(bytes("TapRecord.refusal"));
        assertThat(refusal.getBootId()).isEqualTo(-1);
        assertThat(refusal.getRefusal().getReason()).isEqualTo(Reason.CARD_LOST);

        Ack ack = Ack.parseFrom(bytes("Ack"));
        assertThat(ack.getEpoch()).isEqualTo(0xC0DE000000000001L);
        assertThat(ack.getUpTo()).isEqualTo(13);
        assertThat(ack.getResendFrom()).isEqualTo(14);
        assertThat(ack.getWindow()).isEqualTo(4);
        assertThat(ack.getRecordsPerSecond()).isEqualTo(250);
        assertThat(ack.getSetAside(0).getSequence()).isEqualTo(13);

        CardRow card = Row.parseFrom(bytes("Row.card")).getCard();
        assertThat(card.getState()).isEqualTo(CardState.CARD_STATE_BLOCKED);
        assertThat(card.getLastDay()).isEqualTo(21000);
        OrderRow order = Row.parseFrom(bytes("Row.order")).getOrder();
        assertThat(order.getState()).isEqualTo(OrderState.ORDER_STATE_DELIVERED);
        assertThat(order.getDeliveredStation()).isEqualTo("greenfield-c1");
        assertThat(Delta.parseFrom(bytes("Delta")).getDeletesList()).hasSize(2);
    }

    @Test
    void unknownField_livesThroughReadingAndWriting() throws Exception {
        byte[] newer = concat(bytes("Ack"), HexFormat.of().parseHex("fa0103616263")); // field 31
        assertThat(Ack.parseFrom(newer).toByteArray()).isEqualTo(newer);
    }

    private static void collect(Message message, Set<String> seen) {
        message.getAllFields()
                .forEach(
                        (field, value) -> {
                            seen.add(field.getFullName());
                            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                                List<?> values =
                                        value instanceof List<?> list ? list : List.of(value);
                                values.forEach(one -> collect((Message) one, seen));
                            }
                        });
    }

    private static Descriptor type(String name) {
        return FILE.findMessageTypeByName(name.split("\\.", 2)[0]);
    }

    private static Message text(String name) throws Exception {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type(name));
        TextFormat.merge(Files.readString(folder().resolve(name + ".txtpb")), message);
        return message.build();
    }

    private static byte[] bytes(String name) throws IOException, URISyntaxException {
        String hex = Files.readString(folder().resolve(name + ".hex"));
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(GoldenTest.class.getResource("/golden").toURI());
    }
}

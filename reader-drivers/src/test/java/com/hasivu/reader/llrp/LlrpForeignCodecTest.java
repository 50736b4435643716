package com.hasivu.reader.llrp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Feed;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llrp.ltk.exceptions.InvalidLLRPMessageException;
import org.llrp.ltk.generated.LLRPMessageFactory;
import org.llrp.ltk.generated.enumerations.ConnectionAttemptStatusType;
import org.llrp.ltk.generated.enumerations.StatusCode;
import org.llrp.ltk.generated.interfaces.EPCParameter;
import org.llrp.ltk.generated.messages.ADD_ROSPEC;
import org.llrp.ltk.generated.messages.ADD_ROSPEC_RESPONSE;
import org.llrp.ltk.generated.messages.GET_READER_CAPABILITIES_RESPONSE;
import org.llrp.ltk.generated.messages.READER_EVENT_NOTIFICATION;
import org.llrp.ltk.generated.messages.RO_ACCESS_REPORT;
import org.llrp.ltk.generated.parameters.AISpec;
import org.llrp.ltk.generated.parameters.AntennaID;
import org.llrp.ltk.generated.parameters.C1G2_CRC;
import org.llrp.ltk.generated.parameters.C1G2_PC;
import org.llrp.ltk.generated.parameters.ConnectionAttemptEvent;
import org.llrp.ltk.generated.parameters.EPCData;
import org.llrp.ltk.generated.parameters.EPC_96;
import org.llrp.ltk.generated.parameters.FirstSeenTimestampUTC;
import org.llrp.ltk.generated.parameters.LLRPStatus;
import org.llrp.ltk.generated.parameters.PeakRSSI;
import org.llrp.ltk.generated.parameters.ROSpecID;
import org.llrp.ltk.generated.parameters.ReaderEventNotificationData;
import org.llrp.ltk.generated.parameters.TagReportData;
import org.llrp.ltk.generated.parameters.UTCTimestamp;
import org.llrp.ltk.types.BitArray_HEX;
import org.llrp.ltk.types.Integer96_HEX;
import org.llrp.ltk.types.LLRPMessage;
import org.llrp.ltk.types.SignedByte;
import org.llrp.ltk.types.UTF8String_UTF_8;
import org.llrp.ltk.types.UnsignedInteger;
import org.llrp.ltk.types.UnsignedLong_DATETIME;
import org.llrp.ltk.types.UnsignedShort;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Against the LLRP Toolkit's own codec: what one writes, the other reads. */
class LlrpForeignCodecTest {
    private static final LlrpSettings USUAL = new LlrpSettings(20, 0, Duration.ofSeconds(1), true);

    @ParameterizedTest
    @EnumSource(Request.class)
    void write_isUnderstoodByTheToolkit(Request request) throws InvalidLLRPMessageException {
        byte[] ours = new Requests(USUAL, 0x7ABBCCDD).write(request, impinj());
        LLRPMessage theirs = LLRPMessageFactory.createLLRPMessage(ours.clone());
        assertThat(theirs.getName()).isEqualTo(request.name());
        assertThat(theirs.encodeBinary()).isEqualTo(ours);
    }

    @Test
    void write_meansToTheToolkitWhatWeMean() throws InvalidLLRPMessageException {
        var theirs =
                (ADD_ROSPEC)
                        LLRPMessageFactory.createLLRPMessage(
                                new Requests(USUAL, 77).write(Request.ADD_ROSPEC, impinj()));
        var spec = theirs.getROSpec();
        assertThat(spec.getROSpecID().toLong()).isEqualTo(77);
        assertThat(spec.getCurrentState().toString()).isEqualTo("Disabled");
        var content = spec.getROReportSpec().getTagReportContentSelector();
        assertThat(spec.getROReportSpec().getN().toInteger()).isEqualTo(1);
        assertThat(content.getEnableROSpecID().toBoolean()).isTrue();
        assertThat(content.getEnableAntennaID().toBoolean()).isTrue();
        assertThat(content.getEnablePeakRSSI().toBoolean()).isTrue();
        assertThat(content.getEnableFirstSeenTimestamp().toBoolean()).isTrue();
        assertThat(content.getEnableLastSeenTimestamp().toBoolean()).isFalse();
        assertThat(content.getEnableTagSeenCount().toBoolean()).isFalse();
        var inventory = (AISpec) spec.getSpecParameterList().getFirst();
        var antenna =
                inventory
                        .getInventoryParameterSpecList()
                        .getFirst()
                        .getAntennaConfigurationList()
                        .getFirst();
        assertThat(antenna.getRFTransmitter().getTransmitPower().toInteger()).isEqualTo(41);
    }

    @Test
    void write_ofAcknowledgeAndEnableIsUnderstoodByTheToolkit() throws InvalidLLRPMessageException {
        for (byte[] ours : List.of(Requests.keepaliveAck(5), Requests.enableEventsAndReports())) {
            assertThat(LLRPMessageFactory.createLLRPMessage(ours.clone()).encodeBinary())
                    .isEqualTo(ours);
        }
    }

    @RepeatedTest(50)
    void scan_readsTheToolkitsReports(RepetitionInfo run) throws InvalidLLRPMessageException {
        var random = new Random(run.getCurrentRepetition());
        var theirs = new RO_ACCESS_REPORT();
        theirs.setMessageID(new UnsignedInteger(random.nextInt(1 << 30)));
        var expected = new ArrayList<TagReport>();
        for (int tag = 0; tag < 1 + random.nextInt(4); tag++) {
            var told = new TagReportData();
            expected.add(fill(told, random));
            theirs.addToTagReportDataList(told);
        }
        assertThat(ours(theirs)).isEqualTo(new Message.Report(expected, List.of()));
    }

    private static TagReport fill(TagReportData told, Random random) {
        CardId card = anyEpc(random);
        long micros = 1_600_000_000_000_000L + random.nextInt(1 << 30);
        long roSpec = random.nextInt(1 << 30);
        int dbm = -1 - random.nextInt(90);
        told.setEPCParameter(epc(card));
        var id = new ROSpecID();
        id.setROSpecID(new UnsignedInteger(roSpec));
        told.setROSpecID(id);
        var antenna = new AntennaID();
        antenna.setAntennaID(new UnsignedShort(1 + random.nextInt(4)));
        told.setAntennaID(antenna);
        var rssi = new PeakRSSI();
        rssi.setPeakRSSI(new SignedByte(dbm));
        told.setPeakRSSI(rssi);
        var seen = new FirstSeenTimestampUTC();
        seen.setMicroseconds(new UnsignedLong_DATETIME(micros));
        told.setFirstSeenTimestampUTC(seen);
        addChecksum(told, card);
        return new TagReport(
                card,
                OptionalLong.of(roSpec),
                Optional.of(new ReaderTime(true, micros)),
                OptionalInt.of(dbm));
    }

    private static CardId anyEpc(Random random) {
        var epc = new byte[2 * (2 + random.nextInt(7))];
        random.nextBytes(epc);
        return CardId.of(epc);
    }

    private static EPCParameter epc(CardId card) {
        if (card.bytes().length == 12) {
            var epc = new EPC_96();
            epc.setEPC(new Integer96_HEX(card.hex()));
            return epc;
        }
        var epc = new EPCData();
        epc.setEPC(new BitArray_HEX(card.hex()));
        return epc;
    }

    private static void addChecksum(TagReportData told, CardId card) {
        byte[] epc = card.bytes();
        int words = epc.length / 2 << 11;
        var pc = new C1G2_PC();
        pc.setPC_Bits(new UnsignedShort(words));
        told.addToAirProtocolTagDataList(pc);
        var crc = new C1G2_CRC();
        byte[] covered =
                ByteBuffer.allocate(2 + epc.length).putShort((short) words).put(epc).array();
        crc.setCRC(new UnsignedShort(Gen2Crc.of(covered)));
        told.addToAirProtocolTagDataList(crc);
    }

    @Test
    void scan_readsTheToolkitsGreeting() throws InvalidLLRPMessageException {
        var at = new UTCTimestamp();
        at.setMicroseconds(new UnsignedLong_DATETIME(1_398_936_810_740_479L));
        var attempt = new ConnectionAttemptEvent();
        attempt.setStatus(new ConnectionAttemptStatusType(ConnectionAttemptStatusType.Success));
        var data = new ReaderEventNotificationData();
        data.setTimestamp(at);
        data.setConnectionAttemptEvent(attempt);
        var theirs = new READER_EVENT_NOTIFICATION();
        theirs.setReaderEventNotificationData(data);
        theirs.setMessageID(new UnsignedInteger(0x0AB288C9L));
        assertThat(theirs.encodeBinary()).isEqualTo(bytes(Golden.GREETING));
        assertThat(ours(theirs))
                .isEqualTo(
                        new Feed<>(new LlrpCodec())
                                .bytes(bytes(Golden.GREETING))
                                .frames
                                .getFirst());
    }

    @Test
    void scan_readsTheToolkitsRefusal() throws InvalidLLRPMessageException {
        var status = new LLRPStatus();
        status.setStatusCode(new StatusCode(StatusCode.M_FieldError));
        status.setErrorDescription(new UTF8String_UTF_8("no"));
        var theirs = new ADD_ROSPEC_RESPONSE();
        theirs.setLLRPStatus(status);
        theirs.setMessageID(new UnsignedInteger(4));
        assertThat(ours(theirs))
                .isEqualTo(
                        new Message.Response(
                                MessageType.ADD_ROSPEC_RESPONSE,
                                4,
                                new Status(101, "no"),
                                Optional.empty()));
    }

    @Test
    void scan_readsAnImpinjsTablesAsTheToolkitDoes() throws InvalidLLRPMessageException {
        var theirs =
                (GET_READER_CAPABILITIES_RESPONSE)
                        LLRPMessageFactory.createLLRPMessage(Golden.capabilities(1));
        var powers =
                theirs
                        .getRegulatoryCapabilities()
                        .getUHFBandCapabilities()
                        .getTransmitPowerLevelTableEntryList()
                        .stream()
                        .map(
                                entry ->
                                        new Capabilities.Power(
                                                entry.getIndex().toInteger(),
                                                entry.getTransmitPowerValue().toInteger()))
                        .toList();
        assertThat(impinj().powers()).isEqualTo(powers);
        assertThat(impinj().vendor())
                .isEqualTo(
                        theirs.getGeneralDeviceCapabilities().getDeviceManufacturerName().toLong());
    }

    private static Capabilities impinj() {
        var read = new Feed<>(new LlrpCodec()).bytes(Golden.capabilities(1)).frames.getFirst();
        return ((Message.Response) read).capabilities().orElseThrow();
    }

    private static Message ours(LLRPMessage theirs) throws InvalidLLRPMessageException {
        var feed = new Feed<>(new LlrpCodec()).bytes(theirs.encodeBinary());
        assertThat(feed.droppedBytes()).isZero();
        return feed.frames.getFirst();
    }
}

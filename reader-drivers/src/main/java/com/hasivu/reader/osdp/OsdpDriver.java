package com.hasivu.reader.osdp;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.IndicatingReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.reader.line.VersionRequest;
import com.hasivu.reader.osdp.OsdpSettings.Numbers;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code reader.kind = osdp}. Settings, with defaults:
 *
 * <ul>
 *   <li>{@code baud} (9600), {@code dtr}, {@code rts} (true)
 *   <li>{@code address} (0): the reader's, 0 to 126
 *   <li>{@code check} (crc): or {@code sum}, one byte; a card then has to come twice
 *   <li>{@code mark} (true): a byte FF before each command
 *   <li>{@code poll-ms} (50): from a reply to the next question, at most 100
 *   <li>{@code security} (channel): the secure channel, or no card is taken; {@code none} must be
 *       written to run in clear
 *   <li>{@code key-file}: a file with the reader's key, 32 hex digits; or {@code key}: the digits
 *   <li>{@code install-mode} (false): takes a reader that still has the default key, and gives it
 *       ours
 *   <li>{@code raw} (wiegand): what bits in no named format are; {@code csn}: a whole UID
 *   <li>{@code byte-order} (msb): {@code lsb} where the reader sends the last byte first
 *   <li>{@code depart-after-ms} (1000)
 * </ul>
 */
public final class OsdpDriver implements ReaderDriver, Discoverable {
    private static final SerialSettings LINE = new SerialSettings(9_600, true, true);
    private static final int[] BAUDS = {9_600, 19_200, 38_400, 57_600, 115_200};

    /** A reader's turn and two frames of 9600 baud, twice. */
    private static final Duration ANSWER_PATIENCE = Duration.ofMillis(300);

    /**
     * A reader tells a card once, or again every 200 to 500 ms while it is held; a lost reply costs
     * 400 ms.
     */
    private static final Duration DEPART_AFTER = Duration.ofSeconds(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public String kind() {
        return "osdp";
    }

    @Override
    public Set<String> secrets() {
        return Set.of(OsdpSettings.KEY);
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(
                OsdpSettings.ADDRESS,
                OsdpSettings.CHECK,
                OsdpSettings.MARK,
                OsdpSettings.POLL,
                OsdpSettings.SECURITY,
                OsdpSettings.KEY,
                OsdpSettings.KEY_FILE,
                OsdpSettings.INSTALL_MODE,
                OsdpSettings.RAW,
                OsdpSettings.BYTE_ORDER,
                OsdpSettings.DEPART_AFTER);
    }

    /**
     * Nothing has to settle: what the reader kept from before is let out ahead of LinkUp. It tells
     * a card when polled, so a time without polls is no evidence that the card was away.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        OsdpSettings.from(config); // refuses what is wrong
        return new PresenceRules(
                config.millis(OsdpSettings.DEPART_AFTER, DEPART_AFTER),
                Duration.ZERO,
                Reads.WHEN_ASKED);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        OsdpSettings settings = OsdpSettings.from(config).withKeyRead(config);
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return new IndicatingReader<>(
                transport,
                new OsdpCodec(settings.sum())::scan,
                new OsdpMachine(settings, OsdpDriver::random));
    }

    private static byte[] random() {
        var bytes = new byte[OsdpSecureChannel.RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Cards told in clear, as Wiegand numbers; in a secure channel they do not show. */
    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(
                new OsdpCodec(false)::scan,
                frame ->
                        frame.fromReader()
                                        && frame.scs() == OsdpFrame.CLEAR
                                        && frame.code() == Reply.RAW
                                        && OsdpCards.read(frame.data(), new Numbers(false, false))
                                                instanceof OsdpCards.Found.Card(var read)
                                ? List.of(read)
                                : List.of());
    }

    @Override
    public List<VersionRequest> versionRequests() {
        byte[] question =
                OsdpCodec.marked(
                        OsdpCodec.command(
                                OsdpCodec.EVERYONE,
                                0,
                                false,
                                new byte[0],
                                Command.ID.code(),
                                Command.ID.data()));
        return IntStream.of(BAUDS)
                .mapToObj(
                        baud ->
                                new VersionRequest(
                                        new SerialSettings(baud, true, true),
                                        List.of(question),
                                        ANSWER_PATIENCE,
                                        OsdpDriver::name))
                .toList();
    }

    private static Optional<String> name(byte[] received) {
        var codec = new OsdpCodec(false);
        var in = ByteBuffer.wrap(received);
        while (in.hasRemaining()) {
            switch (codec.scan(in)) {
                case Scan.Complete<OsdpFrame>(var frame, var consumed) -> {
                    if (frame.fromReader() && frame.code() == Reply.PDID) {
                        return Peer.name(frame.data());
                    }
                    in.position(in.position() + consumed);
                }
                case Scan.Noise<OsdpFrame>(var skip, var why) -> in.position(in.position() + skip);
                case Scan.Padding<OsdpFrame>(var skip) -> in.position(in.position() + skip);
                case Scan.NeedMore<OsdpFrame> more -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}

package com.hasivu.reader.pcsc;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.IndicatingReader;
import com.hasivu.reader.line.LineDecoder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code reader.kind = pcsc}: a reader that pcscd knows, for example {@code ACS_ACR122U}; the
 * device is a distinctive part of its name with {@code _} for a blank, or {@code first}. Settings:
 * {@code beep} (false: the reader's own beep for every card; only ACR122), {@code depart-after-ms}
 * (1000: a held card is read every 100 ms, and a shown lamp makes the reader deaf for up to 600
 * ms).
 */
public final class PcscDriver implements ReaderDriver {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final String BEEP = "beep";
    private static final Duration LAMP_AND_LOOKS = Duration.ofSeconds(1);

    private static @Nullable Pcsc library; // once for all readers; guarded by the class

    private final Function<ReaderConfig, Pcsc> service;

    /** With this machine's pcscd. */
    public PcscDriver() {
        this(PcscDriver::installed);
    }

    /** With another service, for tests without pcscd. */
    public PcscDriver(Pcsc service) {
        this(config -> service);
    }

    private PcscDriver(Function<ReaderConfig, Pcsc> service) {
        this.service = service;
    }

    /** Loaded when first needed: most stations have no such reader, and need no library. */
    private static synchronized Pcsc installed(ReaderConfig config) {
        if (library == null) {
            try {
                library = new PcscLite();
            } catch (IllegalArgumentException e) {
                throw new ReaderException(
                        "reader %s: %s is not installed; apt-get install pcscd libccid, then plug the reader in"
                                .formatted(config.name(), PcscLite.LIBRARY),
                        e);
            }
        }
        return library;
    }

    @Override
    public String kind() {
        return "pcsc";
    }

    @Override
    public Set<String> settings() {
        return Set.of(BEEP, DEPART_AFTER);
    }

    /** Nothing is kept: a card is read when asked, so nothing has to settle. */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        config.flag(BEEP, false); // the check of a configuration asks only here
        return new PresenceRules(
                config.millis(DEPART_AFTER, LAMP_AND_LOOKS), Duration.ZERO, Reads.WHEN_ASKED);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        boolean beep = config.flag(BEEP, false);
        PcscOpen.Found found = PcscOpen.open(service.apply(config), config);
        return new IndicatingReader<>(
                PcscTransport.open(found, config),
                SlotCodec::scan,
                new PcscMachine(found.reader(), beep));
    }

    /** Takes answers in vpcd's framing: two bytes of length, then the answer. */
    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(SlotCodec::scan, UidCards::inFrame);
    }
}

package com.hasivu.reader.osdp;

import com.hasivu.reader.ReaderEvent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The reader as it told of itself, and how far we came with it.
 *
 * @param name for a person; empty until it answered
 * @param lamp it has a lamp, as far as we know
 * @param buzzer it has a buzzer, as far as we know
 * @param up LinkUp was told
 * @param asked polls before that, to let out what it kept
 * @param quiet how many of them, in a row at last, brought nothing
 * @param kept cards it kept from before
 */
record Peer(
        String name,
        boolean lamp,
        boolean buzzer,
        boolean up,
        int asked,
        int quiet,
        List<ReaderEvent.TagSeen> kept) {
    /** Bound on the cards kept from before that are told; no reader keeps more. */
    private static final int KEPT_LIMIT = 64;

    private static final int ID_BYTES = 12;
    private static final int LAMP = 4;
    private static final int BUZZER = 5;

    static final Peer UNKNOWN = new Peer("", true, true, false, 0, 0, List.of());

    Peer {
        kept = List.copyOf(kept);
    }

    /**
     * Reads a PDID: vendor (3), model, version, serial number low byte first (4), firmware major,
     * minor, build. Source: SIA OSDP 2.2, section 7.4.
     */
    static Optional<String> name(byte[] id) {
        if (id.length < ID_BYTES) {
            return Optional.empty();
        }
        byte[] serial = {id[8], id[7], id[6], id[5]};
        var hex = HexFormat.of().withUpperCase();
        return Optional.of(
                "OSDP reader, vendor %s, model %d.%d, serial %s, firmware %d.%d.%d"
                        .formatted(
                                hex.formatHex(Arrays.copyOf(id, 3)),
                                id[3] & 0xFF,
                                id[4] & 0xFF,
                                hex.formatHex(serial),
                                id[9] & 0xFF,
                                id[10] & 0xFF,
                                id[11] & 0xFF));
    }

    Peer named(String text) {
        return new Peer(text, lamp, buzzer, up, asked, quiet, kept);
    }

    /**
     * Reads a PDCAP: function, compliance (0 none), number, and so on. Source: section 7.5, annex
     * B.
     */
    Peer able(byte[] capabilities) {
        return new Peer(
                name,
                compliance(capabilities, LAMP) > 0,
                compliance(capabilities, BUZZER) > 0,
                up,
                asked,
                quiet,
                kept);
    }

    private static int compliance(byte[] capabilities, int function) {
        for (int i = 0; i + 2 < capabilities.length; i += 3) {
            if (capabilities[i] == function) {
                return capabilities[i + 1] & 0xFF;
            }
        }
        return 0;
    }

    Peer quietOnce() {
        return new Peer(name, lamp, buzzer, up, asked + 1, quiet + 1, kept);
    }

    Peer busyOnce() {
        return new Peer(name, lamp, buzzer, up, asked + 1, 0, kept);
    }

    Peer keeping(ReaderEvent.TagSeen seen) {
        if (kept.size() >= KEPT_LIMIT) {
            return this;
        }
        var more = new ArrayList<>(kept);
        more.add(seen);
        return new Peer(name, lamp, buzzer, up, asked, quiet, more);
    }

    Peer risen() {
        return new Peer(name, lamp, buzzer, true, 0, 0, List.of());
    }
}

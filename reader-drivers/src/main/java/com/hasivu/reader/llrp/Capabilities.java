package com.hasivu.reader.llrp;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a reader can do, as far as we need it. Source: LLRP 1.0.1, section 9.2.
 *
 * @param vendor of the maker, an IANA private enterprise number
 * @param model the maker's own number
 * @param holdsReports it can keep reports until told that the client is ready
 * @param powers what its transmitter can be set to; empty if it does not tell
 * @param hopTable the first table of frequencies; 1 where it has none
 */
record Capabilities(
        long vendor,
        long model,
        String firmware,
        boolean holdsReports,
        List<Power> powers,
        int hopTable) {
    /** Numbers that readers of these makers told (public captures, docs/readers/llrp.md). */
    private static final int IMPINJ = 25_882;

    private static final int ALIEN = 17_996;
    private static final int ZEBRA = 10_642;

    /**
     * @param index how a request names it
     * @param centiDbm in hundredths of a dBm
     */
    record Power(int index, int centiDbm) {
        boolean isAbove(int dbm) {
            return centiDbm > 100 * dbm;
        }

        String words() {
            return String.format(Locale.ROOT, "%.2f dBm", centiDbm / 100.0);
        }
    }

    Capabilities {
        powers = List.copyOf(powers);
    }

    /** From the parameters of a GET_READER_CAPABILITIES_RESPONSE; those not told are left out. */
    static Capabilities read(List<Parameter> parameters) {
        List<Parameter> band =
                Parameter.first(parameters, Parameter.REGULATORY_CAPABILITIES)
                        .map(regulatory -> Parameter.list(from(regulatory, 4)))
                        .flatMap(inside -> Parameter.first(inside, Parameter.UHF_BAND))
                        .map(uhf -> Parameter.list(from(uhf, 0)))
                        .orElse(List.of());
        List<Power> powers =
                band.stream()
                        .filter(parameter -> parameter.type() == Parameter.POWER_LEVEL)
                        .map(Capabilities::power)
                        .toList();
        boolean holds =
                Parameter.first(parameters, Parameter.LLRP_CAPABILITIES)
                        .filter(flags -> flags.content().hasRemaining())
                        .map(flags -> (from(flags, 0).get() & 0x08) != 0)
                        .orElse(false);
        int hopTable =
                Parameter.first(band, Parameter.FREQUENCIES)
                        .map(frequencies -> Parameter.list(from(frequencies, 1)))
                        .flatMap(inside -> Parameter.first(inside, Parameter.HOP_TABLE))
                        .map(table -> from(table, 0).get() & 0xFF)
                        .orElse(1);
        return Parameter.first(parameters, Parameter.GENERAL_CAPABILITIES)
                .map(general -> general(from(general, 4), holds, powers, hopTable))
                .orElse(new Capabilities(0, 0, "", holds, powers, hopTable));
    }

    private static Capabilities general(
            ByteBuffer in, boolean holds, List<Power> powers, int hopTable) {
        long vendor = in.getInt() & 0xFFFF_FFFFL;
        long model = in.getInt() & 0xFFFF_FFFFL;
        return new Capabilities(vendor, model, Parameter.text(in), holds, powers, hopTable);
    }

    private static Power power(Parameter entry) {
        ByteBuffer in = from(entry, 0);
        return new Power(in.getShort() & 0xFFFF, in.getShort());
    }

    private static ByteBuffer from(Parameter parameter, int offset) {
        ByteBuffer content = parameter.content();
        return content.slice(offset, content.limit() - offset);
    }

    /** The most that is not above {@code dbm}; if all are, the least. Empty without a table. */
    Optional<Power> nearest(int dbm) {
        Comparator<Power> byPower = Comparator.comparingInt(Power::centiDbm);
        return powers.stream()
                .filter(power -> !power.isAbove(dbm))
                .max(byPower)
                .or(() -> powers.stream().min(byPower));
    }

    /** For people: maker, model and firmware. */
    String words() {
        String maker =
                vendor == IMPINJ
                        ? "Impinj"
                        : vendor == ZEBRA
                                ? "Zebra"
                                : vendor == ALIEN ? "Alien" : "vendor " + vendor;
        return "%s model %d, firmware %s"
                .formatted(maker, model, firmware.isBlank() ? "unknown" : firmware.strip());
    }
}

package com.hasivu.cloud.rfid;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** One journal of one station. */
record ChainId(SchoolId school, StationId station, long epoch) implements Comparable<ChainId> {
    private static final Comparator<ChainId> ORDER =
            Comparator.comparing((ChainId chain) -> chain.school().value())
                    .thenComparing(chain -> chain.station().value())
                    .thenComparingLong(ChainId::epoch);

    /** As its columns name it. */
    static ChainId of(String school, String station, long epoch) {
        return new ChainId(new SchoolId(school), new StationId(station), epoch);
    }

    static Bulk.Column schools(List<ChainId> chains) {
        return Bulk.texts(chains, chain -> chain.school().value());
    }

    static Bulk.Column stations(List<ChainId> chains) {
        return Bulk.texts(chains, chain -> chain.station().value());
    }

    static Bulk.Column epochs(List<ChainId> chains) {
        return Bulk.numbers(chains, ChainId::epoch);
    }

    /** The order in which every node locks them. */
    @Override
    public int compareTo(ChainId other) {
        return ORDER.compare(this, other);
    }

    /** The hash before its first record, in hex. */
    String genesis() {
        return HexFormat.of().formatHex(Chain.genesis(school, station, epoch));
    }

    @Override
    public String toString() {
        return "%s/%s epoch %016x".formatted(school, station, epoch);
    }
}

package com.hasivu.edge.sync;

import com.hasivu.protocol.wire.Command;

/** Hears of sync's changes, on its thread; return soon. What it throws is logged. */
public interface SyncListener {
    /** Hears and does nothing. */
    SyncListener NOBODY =
            new SyncListener() {
                @Override
                public void link(boolean up) {}

                @Override
                public void acked(long sequence, boolean all) {}

                @Override
                public void ended(String why, long last) {}

                @Override
                public void command(Command command) {}
            };

    /** The link came up or went down. */
    void link(boolean up);

    /**
     * The cloud has committed every record up to here.
     *
     * @param all whether that is the last there is
     */
    void acked(long sequence, boolean all);

    /**
     * The cloud merges no more of this journal and has all of it, for a person to review: another
     * one is to be begun. Told again when records come after all.
     *
     * @param last the last record it has
     */
    void ended(String why, long last);

    /** A command of the cloud for this station: its signature and address are checked. */
    void command(Command command);
}

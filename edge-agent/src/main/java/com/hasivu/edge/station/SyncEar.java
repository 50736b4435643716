package com.hasivu.edge.station;

import com.hasivu.edge.remote.CommandQueue;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.protocol.wire.Command;

import java.util.function.ObjLongConsumer;

/** What sync tells goes to the console, and commands to the thread that does them. */
record SyncEar(
        Announcer announcer, CommandQueue commands, Runnable sent, ObjLongConsumer<String> ended)
        implements SyncListener {
    @Override
    public void link(boolean up) {
        announcer.link(up);
    }

    @Override
    public void acked(long sequence, boolean all) {
        announcer.acked(sequence, all);
        if (all) {
            sent.run();
        }
    }

    @Override
    public void ended(String why, long last) {
        ended.accept(why, last);
    }

    @Override
    public void command(Command command) {
        commands.put(command);
    }
}

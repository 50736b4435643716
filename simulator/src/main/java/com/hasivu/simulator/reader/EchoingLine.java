package com.hasivu.simulator.reader;

/** An {@link EmulatedReader} on a line of two directions, which can be made to echo. */
public interface EchoingLine {
    /** From now on the station hears its own bytes too. Any thread. */
    void echo(boolean on);
}

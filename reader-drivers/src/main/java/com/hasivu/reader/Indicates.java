package com.hasivu.reader;

/** An open reader with a lamp or a buzzer of its own. */
public interface Indicates {
    /** Asks for it and returns at once; a lost reader shows nothing. Any thread. */
    void indicate(Indication indication);
}

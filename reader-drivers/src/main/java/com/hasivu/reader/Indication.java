package com.hasivu.reader;

/** What a reader's own lamp and buzzer can say. */
public enum Indication {
    /** Here I am: a technician looks for the reader. */
    BLINK,
    ACCEPTED,
    REFUSED,
    /** Nothing can be recorded here, so nothing is handed over: go to another counter. */
    OUT_OF_SERVICE
}

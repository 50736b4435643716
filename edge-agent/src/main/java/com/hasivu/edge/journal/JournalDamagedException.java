package com.hasivu.edge.journal;

/**
 * Records that must be there are missing or do not verify: the station must not start on them, and
 * no byte was changed. The message names the file, the offset, the record and the fix.
 */
public final class JournalDamagedException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalDamagedException(String message) {
        super(message);
    }
}

package com.hasivu.edge.journal;

/** Another process holds the journal's folder; nothing was changed. The message names both. */
public final class JournalInUseException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalInUseException(String message) {
        super(message);
    }
}

package com.hasivu.edge.serving;

import com.hasivu.edge.decision.UndoDecision;
import com.hasivu.edge.journal.RecordId;

/** What became of taking a serve back. */
public sealed interface UndoResult {
    /** It is; the record is on disk. */
    record TakenBack(UndoDecision.TakeBack taken, RecordId record) implements UndoResult {}

    /** The serve stands; nothing was recorded. */
    record Refused(UndoDecision.Why why) implements UndoResult {}

    /** The serve stands: the disk took no record. The message names the cause and the fix. */
    record OutOfService(String why) implements UndoResult {}
}

package com.hasivu.edge.journal;

import java.util.List;

/**
 * What opening the journal found.
 *
 * @param created whether it was made just now
 * @param records valid records on disk
 * @param lastSequence the last of them; 0 when there is none
 * @param tornBytes bytes of a torn tail that were cut; 0 when the end was clean
 * @param notes one line per thing worth a log line, for example where cut bytes were kept
 */
public record RecoveryReport(
        boolean created, long records, long lastSequence, long tornBytes, List<String> notes) {}

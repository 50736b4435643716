package com.hasivu.edge.journal;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a whole journal and says what is wrong with it. Changes nothing. */
final class JournalVerification {
    private JournalVerification() {}

    static VerifyReport verify(JournalDisk disk, SchoolId school, StationId station)
            throws IOException {
        List<String> problems = new ArrayList<>();
        // cursor and marks first: a live journal may move on between the reads
        CursorFile cursorFile = new CursorFile(disk);
        Cursor cursor = cursorFile.read(problems);
        byte[] shown = ShownFile.bytes(disk);
        long acked = cursor == null ? 0 : cursor.sequence();
        JournalScan scan =
                new JournalScan(disk, school, station, record -> compare(record, cursor, problems))
                        .run();
        problems.addAll(scan.notes);
        switch (scan.end) {
            case JournalScan.End.Clean() -> {}
            case JournalScan.End.Torn(Segment segment, byte[] bytes, String why) ->
                    problems.add(
                            "torn tail of %d bytes in %s: %s"
                                    .formatted(bytes.length, segment.name, why));
            case JournalScan.End.Damaged(String why) -> problems.add(why);
        }
        if (acked > scan.last) {
            problems.add(
                    "record %d was acknowledged, but the last one is %d"
                            .formatted(acked, scan.last));
        }
        if (cursor != null && !scan.segments.isEmpty() && cursorFile.epoch() != scan.epoch) {
            problems.add(
                    "the cursor is of epoch %016x, the records of epoch %016x"
                            .formatted(cursorFile.epoch(), scan.epoch));
        }
        problems.addAll(ShownFile.problems(shown, scan.epoch, scan.last));
        boolean empty = scan.last < scan.first;
        return new VerifyReport(
                scan.epoch,
                empty ? 0 : scan.first,
                empty ? 0 : scan.last,
                scan.lastHash,
                acked,
                scan.segments.size(),
                scan.bytes,
                List.copyOf(problems));
    }

    private static void compare(
            StoredRecord record, @Nullable Cursor cursor, List<String> problems) {
        if (cursor != null
                && record.sequence() == cursor.sequence()
                && !Arrays.equals(record.hash(), cursor.hash())) {
            problems.add(
                    "record %d is not the one the cloud acknowledged".formatted(record.sequence()));
        }
    }
}

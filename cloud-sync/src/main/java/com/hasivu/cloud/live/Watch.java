package com.hasivu.cloud.live;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.EventStream;
import com.hasivu.cloud.http.Request;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import java.util.Optional;
import java.util.Set;

/** One stream and what its reader has seen. Only the hub's thread moves {@code seen}. */
final class Watch {
    private final Request request;
    private final EventStream stream;
    private volatile Optional<Set<StudentId>> children;
    private long seen;

    /** {@code children} empty: staff, who see every tap. */
    Watch(Request request, EventStream stream, Optional<Set<StudentId>> children, long seen) {
        this.request = request;
        this.stream = stream;
        this.children = children;
        this.seen = seen;
    }

    SchoolId school() {
        return caller().school().orElseThrow();
    }

    Caller caller() {
        return request.caller();
    }

    EventStream stream() {
        return stream;
    }

    long seen() {
        return seen;
    }

    boolean isStaff() {
        return children.isEmpty();
    }

    void childrenAre(Set<StudentId> now) {
        if (!isStaff()) {
            children = Optional.of(now);
        }
    }

    boolean stillAdmitted() {
        return request.stillAdmitted();
    }

    /** Sends the rows it has not seen and may see. */
    void take(Iterable<LiveLog.Row> rows) {
        for (LiveLog.Row row : rows) {
            if (row.seq() <= seen) {
                continue;
            }
            seen = row.seq();
            if (mayShow(children, row) && !stream.event(row.seq(), row.kind(), row.data())) {
                return;
            }
        }
    }

    /** A parent sees the own children's orders; the school sees every tap. */
    static boolean mayShow(Optional<Set<StudentId>> children, LiveLog.Row row) {
        if (children.isEmpty()) {
            return row.kind().equals(LiveLog.Kind.TAP.label());
        }
        Long student = row.student();
        return row.kind().equals(LiveLog.Kind.ORDER.label())
                && student != null
                && children.get().contains(new StudentId(student));
    }
}

package com.hasivu.cloud.consent;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.StudentId;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of the ledger.
 *
 * @param notice version of the text that was read
 * @param purposes for which the data may be used
 * @param language in which the text was read: {@code en}, {@code hi} or {@code kn}
 * @param reference of the paper in the school's files
 * @param guardian whose word it is; empty on paper of a parent without an account
 * @param recordedBy who was signed in
 */
public record Consent(
        long id,
        StudentId student,
        Kind kind,
        int notice,
        List<String> purposes,
        String language,
        How how,
        Optional<String> reference,
        Optional<UserId> guardian,
        UserId recordedBy,
        Instant recorded) {
    public Consent {
        purposes = List.copyOf(purposes);
    }

    /** What was said. */
    public enum Kind {
        GIVEN,
        WITHDRAWN,
        /** Whose word it was is the child's guardian no more. */
        LAPSED;

        /** As in the database and in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** How it came. */
    public enum How {
        /** The guardian was signed in. */
        ONLINE,
        /** Signed on paper, which the school keeps. */
        PAPER,
        /** The school ended a guardian's rights. */
        OFFICE;

        /** As in the database and in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static How of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}

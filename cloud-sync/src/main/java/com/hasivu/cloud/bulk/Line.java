package com.hasivu.cloud.bulk;

import com.hasivu.cloud.schools.Students;

import java.util.List;
import java.util.Optional;

/**
 * A child as the sheet has it.
 *
 * @param line of the file
 * @param consent where the paper is kept
 */
record Line(long line, Students.Details child, Optional<String> consent, List<Parent> parents) {
    Line {
        parents = List.copyOf(parents);
    }

    /**
     * A guardian as the sheet has it.
     *
     * @param email lower case
     */
    record Parent(String email, String name, boolean mayOrder, boolean mayCollect) {}
}

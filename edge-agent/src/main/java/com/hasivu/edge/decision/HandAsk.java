package com.hasivu.edge.decision;

import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;

/**
 * A serve by hand, as the decision sees it.
 *
 * @param staff who asks; proven before
 * @param quota how many by hand this station allows in a day
 * @param used how many of them stand
 */
public record HandAsk(StaffId staff, StudentId student, int quota, int used) {}

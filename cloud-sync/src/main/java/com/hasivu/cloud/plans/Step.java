package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of a plan's history.
 *
 * @param from empty when the plan was made
 * @param role that the person had then
 * @param reason of a rejection
 */
record Step(
        Optional<PlanState> from,
        PlanState to,
        UserId actor,
        Role role,
        Optional<String> reason,
        Instant at) {}

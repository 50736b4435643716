package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Caller;
import com.hasivu.protocol.SchoolId;

import java.util.Optional;

/**
 * Who does something to which plan.
 *
 * @param version of the plan that was looked at; empty for whatever it is by now
 */
record Act(Caller caller, SchoolId school, long plan, Optional<Long> version) {}

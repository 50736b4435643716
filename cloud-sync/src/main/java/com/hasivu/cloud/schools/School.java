package com.hasivu.cloud.schools;

import com.hasivu.protocol.SchoolId;

import java.time.ZoneId;

/**
 * A school.
 *
 * @param zone decides what "today" is
 */
public record School(SchoolId id, String name, ZoneId zone, SchoolSettings settings) {}

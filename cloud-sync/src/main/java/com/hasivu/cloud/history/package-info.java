/**
 * What was handed over, for people and for other systems: the history of taps as a list and as CSV,
 * the register of a meal as PDF, and EPCIS events. Start at {@link
 * com.hasivu.cloud.history.HistoryRoutes}. Reads through the public types of rfid, orders and
 * schools; owns no table.
 */
@NullMarked
package com.hasivu.cloud.history;

import org.jspecify.annotations.NullMarked;

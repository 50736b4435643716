package com.hasivu.cloud.rfid;

import java.time.Instant;

/**
 * A reader as its station last told it.
 *
 * @param faults bytes and answers it dropped since its station's start
 * @param detail what it answered with, or why it is offline
 * @param since when it was first told to be online, or offline, as it is now
 */
record ToldReader(
        String name, String driver, boolean online, long faults, String detail, Instant since) {}

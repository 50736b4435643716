package com.hasivu.simulator.check;

/** One record as the cloud took it in. */
public record InboxRow(long sequence, int type, byte[] payload, String hash, String setAside) {}

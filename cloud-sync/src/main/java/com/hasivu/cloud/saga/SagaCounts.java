package com.hasivu.cloud.saga;

/** What one node did since it started. Each is counted after the commit that made it true. */
public record SagaCounts(
        long begun,
        long stepsDone,
        long stepsUndone,
        long triesInVain,
        long completed,
        long undone) {}

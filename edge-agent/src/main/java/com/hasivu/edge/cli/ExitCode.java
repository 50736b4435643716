package com.hasivu.edge.cli;

/** What the command line ends with; stable, for scripts and systemd. */
final class ExitCode {
    static final int OK = 0;

    /** It failed, or the station is degraded. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    static final int NOT_RUNNING = 3;
    static final int NOT_PERMITTED = 4;

    /** A bug ended the program (EX_SOFTWARE of sysexits.h). */
    static final int BUG = 70;

    /** It was told to restart: start it again. */
    static final int RESTART = 10;

    /** Another process has the state folder (EX_TEMPFAIL). */
    static final int IN_USE = 75;

    /** The settings are wrong (EX_CONFIG). */
    static final int BAD_SETTINGS = 78;

    private ExitCode() {}
}

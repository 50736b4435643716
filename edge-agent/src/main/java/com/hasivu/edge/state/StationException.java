package com.hasivu.edge.state;

/** The station cannot start or go on. The message names the thing and the fix. */
public final class StationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exit code: the state folder is another process's (EX_TEMPFAIL of sysexits.h). */
    public static final int IN_USE = 75;

    /** Exit code: the settings are wrong (EX_CONFIG of sysexits.h). */
    public static final int BAD_SETTINGS = 78;

    private final int exitCode;

    public StationException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    public StationException(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The station has no identity yet. */
    public static StationException notEnrolled(StateDir state) {
        return new StationException(
                "this station is not enrolled: %s holds no identity; ask the school for a claim code, then run 'hasivu-edge enroll --config FILE --code CODE', or put it into the settings as enroll.code"
                        .formatted(state.identity()),
                BAD_SETTINGS);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}

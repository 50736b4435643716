package com.hasivu.edge.doctor;

/** What one check found. */
public sealed interface Finding {
    /** What was seen, with its values. */
    String seen();

    /** As it should be. */
    record Ok(String seen) implements Finding {}

    /** It works, but not well or not for long. */
    record Warn(String seen, String fix) implements Finding {}

    /** It does not work. */
    record Fail(String seen, String fix) implements Finding {}

    /** There is nothing to check here. */
    record Skip(String seen) implements Finding {}
}

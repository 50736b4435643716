package com.hasivu.cloud.settings;

import java.util.List;

/** A configuration that cannot be used. Exit code 78 (sysexits.h, EX_CONFIG). */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: {@code file:line: key: what is wrong; the fix}. */
    public List<String> problems() {
        return problems;
    }
}

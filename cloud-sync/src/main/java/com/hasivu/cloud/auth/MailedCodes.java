package com.hasivu.cloud.auth;

import com.hasivu.cloud.http.Problem;

/** Codes that came by mail and count once. */
final class MailedCodes {
    private MailedCodes() {}

    /** Never says whether it is unknown, used, or too old. */
    static Problem refused() {
        return Problem.refused(
                "code-refused",
                "this code does not count: it is mistyped, was used, or is too old; ask for a new one",
                Problem.Fault.at("/token", "does not count"));
    }
}

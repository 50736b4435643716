package com.hasivu.cloud.http;

import java.util.Optional;

/** Resolves a Bearer token. Called for every request that needs a caller; thread-safe. */
public interface Callers {
    /** The caller, or empty when the token is forged, expired, revoked or its owner is gone. */
    Optional<Caller> byToken(String token);
}

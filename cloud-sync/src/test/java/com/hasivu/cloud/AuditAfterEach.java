package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.ArrayList;
import java.util.HashSet;

/**
 * After every test of the suite, in every service that runs: whatever a request changed is in the
 * audit log under its request id, whichever epic served it. JUnit finds it by {@code
 * META-INF/services}.
 */
public final class AuditAfterEach implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        for (CloudFixture cloud : CloudFixture.open()) {
            var changes = new ArrayList<String>();
            for (String change = cloud.web().changes().poll();
                    change != null;
                    change = cloud.web().changes().poll()) {
                changes.add(change);
            }
            if (changes.isEmpty()) {
                continue;
            }
            var written = new HashSet<>(cloud.texts("select request_id from audit_entries"));
            assertThat(changes)
                    .as("changes that the audit log knows")
                    .allMatch(
                            change ->
                                    written.contains(
                                            change.substring(change.lastIndexOf(' ') + 1)));
        }
    }
}

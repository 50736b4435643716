package com.hasivu.simulator.reader;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs {@link TestOfThree}: ends at the first try that passes, fails with the third. */
public final class ThreeTries implements TestTemplateInvocationContextProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ThreeTries.class);
    private static final int TRIES = 3;

    /** For a test that has parameters: as often as it fails, up to three times. */
    public static void of(Runnable test) {
        for (int nth = 1; nth < TRIES; nth++) {
            try {
                test.run();
                return;
            } catch (AssertionError e) {
                LOG.warn("try {} failed; another follows", nth, e);
            }
        }
        test.run();
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        var tries = new Tries();
        return IntStream.rangeClosed(1, TRIES)
                .takeWhile(nth -> nth == 1 || tries.lastFailed)
                .mapToObj(nth -> tries.nth(nth));
    }

    private static final class Tries {
        private boolean lastFailed;

        TestTemplateInvocationContext nth(int nth) {
            lastFailed = false;
            TestExecutionExceptionHandler failed =
                    (context, thrown) -> {
                        if (nth == TRIES || thrown instanceof TestAbortedException) {
                            throw thrown;
                        }
                        lastFailed = true;
                        LOG.warn("try {} of {} failed", nth, context.getDisplayName(), thrown);
                        throw new TestAbortedException("another try follows", thrown);
                    };
            return new TestTemplateInvocationContext() {
                @Override
                public String getDisplayName(int invocation) {
                    return "try " + nth;
                }

                @Override
                public List<Extension> getAdditionalExtensions() {
                    return List.of(failed);
                }
            };
        }
    }
}

package com.hasivu.cloud.live;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine's Chromium. Without one a test is skipped and says so; where {@code CI} is set it
 * fails.
 */
final class Browser implements AutoCloseable {
    private static final boolean REQUIRED = System.getenv("CI") != null;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    private Browser(Path chromium) {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setHeadless(true)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
    }

    static Browser open() {
        Optional<Path> chromium =
                Stream.of(
                                "/usr/bin/chromium",
                                "/usr/bin/chromium-browser",
                                "/usr/bin/google-chrome")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        if (chromium.isEmpty() && REQUIRED) {
            throw new IllegalStateException(
                    "no Chromium on this machine, and CI must test the parents' page: "
                            + "apt-get install chromium fonts-noto-core, as .ci/run does");
        }
        if (chromium.isEmpty()) {
            System.err.println(
                    "SKIPPED: no Chromium on this machine, so the parents' page was not tested;"
                            + " apt-get install chromium fonts-noto-core");
        }
        Assumptions.assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium");
        return new Browser(chromium.orElseThrow());
    }

    Page page(int width, int height) {
        return browser.newPage(
                new com.microsoft.playwright.Browser.NewPageOptions()
                        .setViewportSize(width, height));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

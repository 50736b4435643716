package com.hasivu.cloud.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.LineProxy;
import com.hasivu.cloud.TapBench;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The parents' page in a real Chromium, on the whole service; the taps come in at another node.
 * Screenshots are kept in target/screens.
 */
class LivePageTest extends TapBench {
    private static final int PATIENCE = 60_000;
    private static final Path SCREENS = Path.of("target", "screens");

    private static Browser browser;

    private LineProxy line;
    private Page page;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> resumed = new CopyOnWriteArrayList<>();

    LivePageTest() throws Exception {
        super(Engine.POSTGRES);
    }

    @BeforeAll
    static void browser() {
        browser = Browser.open();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        errors.clear();
        resumed.clear();
        line = new LineProxy(cloud.cloud().httpPort());
        page = browser.page(412, 915); // a phone
        page.setDefaultTimeout(PATIENCE);
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error") || message.type().equals("warning")) {
                        errors.add(message.text());
                    }
                });
        page.onPageError(errors::add);
        page.onRequest(this::note);
        page.navigate("http://127.0.0.1:%d/live".formatted(line.port()));
    }

    @AfterEach
    void end() throws IOException {
        page.close();
        line.close();
    }

    /** Where each stream says it goes on. */
    private void note(Request request) {
        if (request.url().endsWith("/v1/live")) {
            resumed.add(request.headers().getOrDefault("last-event-id", ""));
        }
    }

    private void signIn(Family family) {
        page.locator("input[name=email]").fill(family.email());
        page.locator("input[name=password]").fill(CloudFixture.PASSWORD);
        page.locator("form button").click();
        connected();
    }

    private void connected() {
        expectText("#status", "Connected: this page changes by itself.");
    }

    private void expectText(String selector, String text) {
        PlaywrightAssertions.assertThat(page.locator(selector)).hasText(text);
    }

    private void expectMeal(String state) {
        PlaywrightAssertions.assertThat(page.locator("#meals li")).hasCount(1);
        expectText("#meals li span", state);
    }

    private String nameOf(Family family) {
        return cloud.texts("select name from students where id = %d".formatted(family.child()))
                .getFirst();
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
    }

    @Test
    void meal_turnsFromOrderedToServedByItself() {
        Family family = family();
        Family other = family();
        picture("live-sign-in");
        signIn(family);
        expectMeal("Ordered");
        assertThat(page.locator("#meals li strong").innerText()).isEqualTo(nameOf(family));
        picture("live-ordered");
        page.evaluate("window.loaded = 'once'");
        serve(other);
        serve(family);
        expectMeal("Served 12:41, Main hall");
        picture("live-served");
        assertThat(page.evaluate("window.loaded")).as("no reload").isEqualTo("once");
        assertThat(page.content()).doesNotContain(nameOf(other));
        assertThat(errors).isEmpty();
    }

    @Test
    void streamThatWasCut_goesOnWhereItWas() throws IOException {
        Family family = family();
        signIn(family);
        expectMeal("Ordered");
        page.evaluate(
                "window.served = 0; new MutationObserver(() => {"
                        + " if (document.getElementById('meals').textContent.includes('12:41')) window.served++; })"
                        + ".observe(document.getElementById('meals'), { childList: true, subtree: true, characterData: true })");
        line.cut();
        expectText("#status", "No connection. Trying again…");
        expectMeal("Ordered");
        picture("live-lost");
        serve(family);
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from live_log where kind = 'order' and data like '%\"served\":\"12:41\"%' and data like '%\"order\":"
                                                        + family.order()
                                                        + ",%'")
                                        == 1);
        line.mend();
        expectMeal("Served 12:41, Main hall");
        connected();
        assertThat(page.evaluate("window.served")).as("told once").isEqualTo(1);
        assertThat(resumed.getFirst()).isEmpty();
        assertThat(resumed.getLast()).as("it says what it has seen").matches("[0-9]+");
        assertThat(errors).allMatch(error -> error.contains("net::ERR_"));
    }

    /** A wireless link goes without a word: the page must not look as if all were well. */
    @Test
    void streamThatHangs_isNoticedAndBegunAnew() {
        Family family = family();
        page.clock().install();
        page.navigate("http://127.0.0.1:%d/live".formatted(line.port()));
        signIn(family);
        expectMeal("Ordered");
        line.hang();
        page.clock().fastForward(40_000);
        expectText("#status", "No connection. Trying again…");
        line.flow();
        page.clock().fastForward(5_000);
        connected();
        serve(family);
        expectMeal("Served 12:41, Main hall");
    }

    @Test
    void nextFamilyOnTheSamePage_seesOnlyItsOwn() throws Exception {
        Family first = family();
        Family second = family();
        signIn(first);
        expectMeal("Ordered");
        cloud.execute(
                "update sessions set revoked = current_timestamp where user_id in (select id from users where email = '%s')"
                        .formatted(first.email()));
        PlaywrightAssertions.assertThat(page.locator("#sign-in")).isVisible();
        expectText("#status", "Please sign in again.");
        assertThat(page.locator("#meals").innerText()).as("who signed out").isEmpty();
        signIn(second);
        expectMeal("Ordered");
        assertThat(page.locator("#meals li strong").innerText()).isEqualTo(nameOf(second));
        assertThat(page.content()).doesNotContain(nameOf(first));
    }

    @Test
    void byKeyboardAlone() {
        Family family = family();
        page.keyboard().press("Tab"); // the three languages come first
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.waitForSelector("input[name=email]:focus");
        page.keyboard().type(family.email());
        page.keyboard().press("Tab");
        page.keyboard().type("a wrong password");
        page.keyboard().press("Enter");
        expectText("#status", "E-mail or password is wrong.");
        page.waitForSelector("input[name=password]:focus");
        page.keyboard().press("Control+A");
        page.keyboard().type(CloudFixture.PASSWORD);
        page.keyboard().press("Enter");
        connected();
        expectMeal("Ordered");
        page.waitForSelector("h1:focus"); // not lost with the form it was in
        assertThat(errors).allMatch(error -> error.contains("401"));
    }

    @ParameterizedTest
    @CsvSource({"hi, 12:41 बजे दिया गया", "kn, 12:41 ಕ್ಕೆ ನೀಡಲಾಗಿದೆ"})
    void language_isSwitched(String language, String words) {
        Family family = family();
        signIn(family);
        page.locator("[data-language=" + language + "]").click();
        serve(family);
        expectMeal(words + ", Main hall");
        assertThat(page.evaluate("document.documentElement.lang")).isEqualTo(language);
        assertThat(
                        page.evaluate(
                                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("nothing to the side of a phone's screen")
                .isEqualTo(true);
        picture("live-served-" + language);
    }

    @Test
    void axe_findsNothingSerious() throws IOException {
        String axe = resource("/axe.min.js");
        Family family = family();
        serious(axe);
        signIn(family);
        expectMeal("Ordered");
        serious(axe);
        serve(family);
        expectMeal("Served 12:41, Main hall");
        serious(axe);
        page.emulateMedia(
                new Page.EmulateMediaOptions()
                        .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
        serious(axe);
        picture("live-dark");
    }

    private void serious(String axe) {
        page.evaluate(axe);
        assertThat(
                        page.evaluate(
                                "axe.run().then(r => r.violations.filter(v => ['serious','critical'].includes(v.impact))"
                                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ; ')))"))
                .isEqualTo(List.of());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LivePageTest.class.getResourceAsStream(name)) {
            return new String(
                    java.util.Objects.requireNonNull(in, name).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }
}

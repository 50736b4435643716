package com.hasivu.edge.screen;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.replay.Counter;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StudentRow;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The page in a real Chromium, on the shipped server, tap path and journal. Screenshots are kept in
 * target/screens.
 */
class ScreenPageTest {
    private static final String PIN = "271828";
    private static final String VERIFIER = PinVerifier.of(PIN, new SecureRandom()).text();
    private static final int PATIENCE = 90_000;
    private static final Path SCREENS = Path.of("target", "screens");

    private static Browser browser;

    @TempDir Path folder;
    private final Cloud cloud = new Cloud();
    private Counter counter;
    private ScreenFeed feed;
    private ScreenServer server;
    private Supplier<Optional<DayOrders>> orders;
    private volatile Troubles troubles = new Troubles(false, List.of(), false, false, false);
    private Page page;
    private final List<String> errors = new ArrayList<>();
    private Supervision supervision;

    @BeforeAll
    static void browser() {
        browser = Browser.open();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE); // a PIN takes its time
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        child(1, "Asha Lakshmi Rao", "4 B", "4B-17");
        child(2, "Ravi Shankar", "7 A", "7A-02", "peanut", "milk");
        child(3, "Diya S", "1 C", "1C-09");
        child(4, "Mohammed Farhan Ali Khan", "10 A", "10A-31");
        child(5, "Kiran", "2 A", "2A-05");
        cloud.put(order(1, "1 x Masala dosa, 1 x Sambar", OrderState.ORDER_STATE_CONFIRMED));
        cloud.put(order(2, "1 x Curd rice", OrderState.ORDER_STATE_CONFIRMED));
        cloud.put(order(3, "1 x Idli", OrderState.ORDER_STATE_PENDING_PAYMENT));
        cloud.put(order(4, "1 x Thali", OrderState.ORDER_STATE_CONFIRMED));
        cloud.supervisor(7, VERIFIER);
        counter = new Counter(folder, cloud);
        counter.snapshots.applyFull(cloud.full());
        orders = () -> counter.snapshots.active().map(Snapshot::orders);
        feed = new ScreenFeed(orders);
        counter.lamp = feed;
        counter.restart();
        TapService taps = counter.taps();
        supervision =
                new Supervision(
                        id -> orders.get().flatMap(day -> day.supervisor(id)), System::nanoTime);
        server =
                ScreenServer.open(
                        new InetSocketAddress("127.0.0.1", 0),
                        new ScreenServer.Parts(orders, supervision, counter.hands, feed));
        feed.start(
                new ScreenFeed.Sources(
                        "Counter 1", "en", taps::progress, () -> troubles, supervision::card));
        page = browser.page(1280, 720);
        page.setDefaultTimeout(PATIENCE);
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")) {
                        errors.add(message.text());
                    }
                });
        page.onPageError(errors::add);
        page.addInitScript(TONES);
        page.navigate(address());
        expectText("#station", "Counter 1");
    }

    @AfterEach
    void stop() throws Exception {
        page.close();
        feed.close();
        server.close();
        counter.close();
    }

    private void child(long n, String name, String schoolClass, String roll, String... allergens) {
        cloud.child(n);
        cloud.put(
                Row.newBuilder()
                        .setStudent(
                                StudentRow.newBuilder()
                                        .setStudent(n)
                                        .setName(name)
                                        .setSchoolClass(schoolClass)
                                        .setRoll(roll)
                                        .setActive(true)
                                        .addAllAllergens(List.of(allergens)))
                        .build());
    }

    private static Row order(long n, String meal, OrderState state) {
        OrderRow row = Cloud.orderRow(n, state).getOrder();
        return Row.newBuilder().setOrder(row.toBuilder().setMeal(meal)).build();
    }

    private String address() {
        return "http://127.0.0.1:%d/".formatted(server.port());
    }

    private void tap(long n) {
        var unused = counter.tap(Cloud.card(n));
    }

    private void expectWord(String word) {
        expectText("#word", word);
    }

    private void expectText(String selector, String text) {
        PlaywrightAssertions.assertThat(page.locator(selector)).hasText(text);
    }

    private String text(String selector) {
        return page.locator(selector).innerText();
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
    }

    @Test
    void tap_isShownInWordShapeColourNameMealAndAllergy() {
        picture("ready");
        tap(2);
        expectWord("Hand over");
        assertThat(text("#name")).isEqualTo("Ravi S. 7 A");
        assertThat(text("#meal")).isEqualTo("1 x Curd rice");
        assertThat(text("#allergy")).isEqualTo("Allergy: peanut, milk");
        assertThat(text("#served")).isEqualTo("1");
        assertThat(text("#left")).isEqualTo("3");
        assertThat(page.locator("#badge svg:visible").getAttribute("data-shape"))
                .isEqualTo("serve");
        picture("serve");
        tap(2);
        expectWord("Already served");
        assertThat(page.locator("#badge svg:visible").getAttribute("data-shape"))
                .isEqualTo("again");
        assertThat(text("#detail")).contains("Look at the time").contains("12:00");
        picture("again");
        var unused = counter.tap(new com.hasivu.protocol.CardId("04FFFFFF"));
        expectWord("Card not known");
        picture("unknown");
        assertThat(errors).isEmpty();
    }

    /** Rising for a serve, falling for the office: told apart with closed eyes. */
    @Test
    void tap_isHeard() {
        page.keyboard().press("a"); // a browser gives sound to nobody who did not touch it
        awaitTrue("!!audio && audio.state === 'running'");
        PlaywrightAssertions.assertThat(page.locator("#sound")).isHidden();
        tap(2);
        expectWord("Hand over");
        assertThat(page.evaluate("tones")).isEqualTo(List.of(660, 880));
        tap(3);
        expectWord("School office");
        assertThat(page.evaluate("tones")).isEqualTo(List.of(660, 880, 392, 294));
    }

    /** Asked from outside: the page's own policy forbids the browser to look by itself. */
    private void awaitTrue(String condition) {
        await().until(() -> page.evaluate(condition).equals(true));
    }

    /** A debt is nobody's business in a queue: the page says what it says of any missing order. */
    @Test
    void unpaidOrder_isNotTold() throws Exception {
        tap(3);
        expectWord("School office");
        assertThat(page.content().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("paid")
                .doesNotContain("not_paid")
                .doesNotContain("debt");
        assertThat(feed.await(0, java.time.Duration.ofSeconds(1)).orElseThrow().json())
                .doesNotContain("PAID")
                .contains("\"office\"");
        picture("office");
    }

    @Test
    void lastFive_areListedNewestFirst() {
        for (long n = 1; n <= 5; n++) {
            tap(n);
        }
        tap(1);
        expectWord("Already served");
        assertThat(page.locator("#taps .who").allInnerTexts())
                .containsExactly(
                        "Asha R. · 4 B",
                        "Kiran · 2 A",
                        "Mohammed K. · 10 A",
                        "Diya S. · 1 C",
                        "Ravi S. · 7 A");
        assertThat(page.locator("#taps li").last().boundingBox().x)
                .isEqualTo(page.locator("#taps li").first().boundingBox().x); // all five are seen
        picture("five");
    }

    @Test
    void troubles_areBanners() {
        troubles = new Troubles(true, List.of("counter-1-a"), true, false, true);
        page.waitForSelector("#banners p >> nth=3");
        assertThat(page.locator("#banners p").allInnerTexts())
                .containsExactly(
                        "Demonstration. Cards serve nobody",
                        "Clock is wrong",
                        "Reader not working: counter-1-a",
                        "No connection. Serving goes on");
        tap(1);
        expectWord("Hand over");
        picture("banners");
    }

    @Test
    void byKeyboardAlone_aChildIsServedAndTheServeTakenBack() {
        page.keyboard().press("F2");
        page.waitForSelector("#pin:focus");
        picture("who");
        page.keyboard().type("000000");
        page.keyboard().press("Enter");
        expectText("#desk-says", "Wrong PIN");
        page.keyboard().type(PIN);
        page.keyboard().press("Enter");
        page.waitForSelector("#text:focus");
        page.keyboard().type("4b-17");
        page.keyboard().press("Enter");
        page.waitForSelector("#children input:focus");
        assertThat(text("#children")).contains("Asha R. · 4 B · 4B-17 · 1 x Masala dosa");
        picture("find");
        counter.stopTime(); // the station's: the ten seconds are not for a slow machine's test
        page.keyboard().press("Enter");
        expectWord("Hand over");
        PlaywrightAssertions.assertThat(page.locator("#desk")).isHidden();
        assertThat(text("#detail")).isEqualTo("by hand");
        assertThat(counter.journal.lastSequence()).isEqualTo(1);

        page.keyboard().press("F4");
        page.waitForSelector("#undo-reasons input:focus");
        picture("undo");
        page.keyboard().press("Enter");
        expectWord("Taken back");
        assertThat(counter.journal.lastSequence()).isEqualTo(2);
        picture("back");
        tap(1);
        expectWord("Hand over");
        assertThat(text("#served")).isEqualTo("1");
        assertThat(errors).hasSize(1).first().asString().contains("403"); // the wrong PIN
    }

    @Test
    void serveIsTakenBack_alsoWhenARefusalCameAfterIt() {
        counter.stopTime();
        tap(1);
        expectWord("Hand over");
        tap(3);
        expectWord("School office");
        PlaywrightAssertions.assertThat(page.locator("#undo")).isEnabled();
        page.keyboard().press("F4");
        page.waitForSelector("#pin:focus");
        page.keyboard().type(PIN);
        page.keyboard().press("Enter");
        page.waitForSelector("#undo-reasons input:focus");
        assertThat(text("#back-whom")).contains("Asha R.");
        page.keyboard().press("Enter");
        PlaywrightAssertions.assertThat(page.locator("#desk")).isHidden();
        PlaywrightAssertions.assertThat(page.locator("#taps li").last()).containsText("Taken back");
    }

    @Test
    void supervisorsCard_opensTheDeskThatWaitsForIt() {
        page.keyboard().press("F2");
        page.waitForSelector("#pin:focus");
        await().until(() -> supervision.waiting() == 1); // the page is ready before it has asked
        var unused = counter.tap(Cloud.staffCard(7));
        page.waitForSelector("#text:focus");
        page.keyboard().press("Escape");
        expectWord("Supervisor");
        assertThat(page.evaluate("document.getElementById('desk').open")).isEqualTo(false);
        picture("supervisor");
    }

    @Test
    void supervisorsCardWhileAnotherScreenWaits_opensNeither() {
        Page other = browser.page(1280, 720);
        try {
            other.navigate(address());
            for (Page one : List.of(page, other)) {
                one.bringToFront();
                one.keyboard().press("F2");
                one.waitForSelector("#pin:focus");
            }
            await().until(() -> supervision.waiting() == 2);
            var unused = counter.tap(Cloud.staffCard(7));
            for (Page one : List.of(page, other)) {
                PlaywrightAssertions.assertThat(one.locator("#desk-says"))
                        .containsText("Several screens wait");
                assertThat(one.locator("#text").isVisible()).isFalse();
            }
        } finally {
            other.close();
        }
    }

    @Test
    void streamThatBroke_goesOnWithWhatHappenedMeanwhile() {
        tap(1);
        expectWord("Hand over");
        page.context().setOffline(true);
        tap(2);
        tap(3);
        page.context().setOffline(false);
        expectWord("School office");
        assertThat(page.locator("#taps li").count()).isEqualTo(3);
    }

    /** A wireless link goes without a word: the page must not look as if all were well. */
    @Test
    void silentStation_isNoticedAndAskedAnew() {
        page.addInitScript(STREAMS);
        page.clock().install();
        page.navigate(address());
        expectText("#station", "Counter 1");
        page.clock().fastForward(20_000);
        assertThat(page.evaluate("streams")).isEqualTo(1);
        page.evaluate(
                "new MutationObserver(() => { seen += at('banners').textContent; }).observe(at('banners'), { childList: true })");
        page.clock().fastForward(26_000); // at one leap: a word may have come just before it
        awaitTrue("streams === 2");
        assertThat(page.evaluate("seen"))
                .asString()
                .contains("The counter's station does not answer");
        PlaywrightAssertions.assertThat(page.locator("#banners p")).hasCount(0); // it answers again
        tap(1);
        expectWord("Hand over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hi", "kn"})
    void language_isSwitchedAndKept(String language) {
        tap(2);
        expectWord("Hand over");
        page.locator("[data-lang=" + language + "]").click();
        String word = language.equals("hi") ? "खाना दें" : "ಊಟ ನೀಡಿ";
        expectWord(word);
        picture("serve-" + language);
        page.reload();
        expectText("#station", "Counter 1");
        tap(2);
        expectWord(language.equals("hi") ? "पहले दिया जा चुका" : "ಈಗಾಗಲೇ ನೀಡಲಾಗಿದೆ");
        noOverflow();
        picture("again-" + language);
    }

    @Test
    void languages_haveTheSameWords() {
        assertThat(
                        page.evaluate(
                                "() => Object.keys(WORDS).map(l => Object.keys(WORDS[l]).sort() + '|' +"
                                        + " Object.keys(WORDS[l].allergens).sort()).every((k, i, all) => k === all[0])"))
                .isEqualTo(true);
    }

    /** WCAG 2.2, contrast as computed by the browser's own styles: 7:1 for every word there is. */
    @Test
    void everyText_hasAContrastOfSevenToOne() {
        for (Runnable scene : scenes()) {
            scene.run();
            @SuppressWarnings("unchecked")
            List<String> weak = (List<String>) page.evaluate(CONTRAST);
            assertThat(weak).isEmpty();
        }
    }

    @Test
    void axe_findsNothingSerious() throws IOException {
        String axe = resource("/axe.min.js");
        for (Runnable scene : scenes()) {
            scene.run();
            page.evaluate(axe);
            @SuppressWarnings("unchecked")
            List<String> found =
                    (List<String>)
                            page.evaluate(
                                    "axe.run().then(r => r.violations.filter(v => ['serious','critical'].includes(v.impact))"
                                            + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ; ')))");
            assertThat(found).isEmpty();
        }
    }

    private List<Runnable> scenes() {
        return List.of(
                () -> {},
                () -> {
                    troubles = new Troubles(true, List.of("counter-1-a"), true, false, true);
                    page.waitForSelector("#banners p >> nth=2");
                    tap(2);
                    expectWord("Hand over");
                },
                () -> {
                    tap(2);
                    expectWord("Already served");
                },
                () -> {
                    tap(3);
                    expectWord("School office");
                },
                () -> {
                    page.keyboard().press("F2");
                    page.waitForSelector("#pin:focus");
                },
                () -> {
                    page.keyboard().type(PIN);
                    page.keyboard().press("Enter");
                    page.waitForSelector("#text:focus");
                    page.keyboard().type("a");
                    page.keyboard().press("Enter");
                    page.waitForSelector("#children input:focus");
                });
    }

    /** At 2 m, 32 pixels of 1280 are read; a child's line is far larger. */
    @Test
    void information_isLargeEnoughForTwoMetres() {
        tap(2);
        expectWord("Hand over");
        for (String selector : List.of("#station", "#served", "#clock", "#detail")) {
            assertThat(pixels(selector)).as(selector).isGreaterThanOrEqualTo(31.9);
        }
        assertThat(pixels("#taps .what")).isGreaterThanOrEqualTo(28); // read within a metre
        for (String selector : List.of("#word", "#name", "#meal")) {
            assertThat(pixels(selector)).as(selector).isGreaterThanOrEqualTo(45);
        }
        noOverflow();
    }

    private double pixels(String selector) {
        return ((Number)
                        page.evaluate(
                                "s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)",
                                selector))
                .doubleValue();
    }

    /** The panel holds its words; what a line's letters stick out is no overflow. */
    private void noOverflow() {
        assertThat(
                        page.evaluate(
                                """
                                () => {
                                  const panel = document.getElementById('now'), words = document.getElementById('words');
                                  return [panel.scrollHeight - panel.clientHeight, panel.scrollWidth - panel.clientWidth,
                                    words.scrollWidth - words.clientWidth].filter(more => more > 1);
                                }
                                """))
                .isEqualTo(List.of());
    }

    /** Three taps a second, green and red in turn: what changes its colour is a small part. */
    @Test
    void threeTapsASecond_flashNothingLarge() {
        tap(2);
        expectWord("Hand over");
        byte[] green = page.screenshot();
        tap(3);
        expectWord("School office");
        byte[] other = page.screenshot();
        assertThat(Pictures.brightnessChanged(green, other)).isBetween(0.005, 0.25);
        assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
    }

    @Test
    void longestNameAndSmallScreen_fit() {
        page.setViewportSize(1024, 600);
        tap(4);
        expectWord("Hand over");
        assertThat(text("#name")).isEqualTo("Mohammed K. 10 A");
        noOverflow();
        picture("small");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ScreenPageTest.class.getResourceAsStream(name)) {
            return new String(
                    java.util.Objects.requireNonNull(in, name).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }

    /** Counts the streams that were begun. */
    private static final String STREAMS =
            """
            window.streams = 0;
            window.seen = '';
            window.EventSource = class extends EventSource { constructor(url) { super(url); streams++; } };
            """;

    /** Notes every tone that is begun. */
    private static final String TONES =
            """
            window.tones = [];
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (when) { tones.push(this.frequency.value); return start.call(this, when); };
            """;

    private static final String CONTRAST =
            """
            () => {
              const rgb = c => c.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
              const weak = [];
              for (const e of document.querySelectorAll('body *')) {
                const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || !e.checkVisibility() || e.disabled || e.closest(':disabled') || e.localName === 'option') continue;
                const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < 7) weak.push(`${e.localName}#${e.id} ${e.textContent.trim()}: ${ratio.toFixed(2)}`);
              }
              return weak;
            }
            """;
}

package com.hasivu.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.demo.Site;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A short load on the built cloud; and that a user who cannot get in, or a price that is wrong,
 * fails it.
 */
class LoadIT {
    /** Long enough for a machine that stands still for five seconds of it. */
    private static final Plan PLAN =
            new Plan(
                    Profile.LIGHT,
                    5,
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(2),
                    7,
                    Duration.ofMillis(100),
                    0);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path dir;

    @Test
    void run_answersRightAndTheBooksHold() throws Exception {
        LoadReport report;
        try (Target cloud = OwnCloud.start(dir, Site.Store.H2)) {
            report = new LoadRun(PLAN, cloud, 10, line -> {}).run();
        }

        assertThat(report.partial()).isFalse();
        assertThat(report.errors()).isEmpty();
        assertThat(report.books()).hasSize(8).allMatch(Finding::holds);
        assertThat(report.books())
                .filteredOn(f -> f.says().startsWith("orders that users were told of"))
                .allMatch(f -> f.checked() > 0);
        assertThat(report.all().count()).isPositive();
        assertThat(report.timeLine()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(report.timeLine()).allMatch(s -> s.cloudMib() != null && s.cloudMib() > 30);
        assertThat(verdict(report, "errors, warm-up included")).isEqualTo(Gate.Verdict.PASS);
        assertThat(verdict(report, "consistency")).isEqualTo(Gate.Verdict.PASS);
        assertThat(HtmlReport.of(report))
                .contains("<svg", "place an order", "every finding holds")
                .doesNotContain("<script", "http://", "https://");
    }

    @Test
    void run_failsWhenOneUserCannotSignIn() throws Exception {
        LoadReport report;
        try (Target cloud = OwnCloud.start(dir, Site.Store.H2)) {
            report =
                    new LoadRun(PLAN, cloud, 0, line -> {})
                            .believing(LoadIT::oneWrongPassword)
                            .run();
        }

        assertThat(report.passed()).isFalse();
        assertThat(verdict(report, "errors, warm-up included")).isEqualTo(Gate.Verdict.FAIL);
        assertThat(report.errors()).containsOnlyKeys("sign in: status 401 sign-in-refused");
        assertThat(HtmlReport.of(report)).contains("FAIL", "sign in: status 401");
    }

    @Test
    void run_stoppedInTheMiddleGivesAPartialReport() throws Exception {
        var endless =
                new Plan(
                        PLAN.profile(),
                        2,
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        1,
                        PLAN.think(),
                        0);
        Thread running = Thread.currentThread();
        LoadReport report;
        try (Target cloud = OwnCloud.start(dir, Site.Store.H2)) {
            report =
                    new LoadRun(
                                    endless,
                                    cloud,
                                    0,
                                    line -> {
                                        if (line.contains("/s  p50")) {
                                            running.interrupt();
                                        }
                                    })
                            .run();
        }

        assertThat(report.partial()).isTrue();
        assertThat(report.passed()).isFalse();
        assertThat(report.all().count()).isPositive();
        assertThat(report.books()).isEmpty();
        assertThat(HtmlReport.of(report)).contains("Partial");
    }

    private static LoadSchool oneWrongPassword(LoadSchool school) {
        List<Account> parents = new ArrayList<>(school.parents());
        Account last = parents.removeLast();
        parents.add(new Account(last.email(), "not the password", last.children()));
        return new LoadSchool(
                school.id(),
                school.window(),
                school.days(),
                school.prices(),
                school.portions(),
                school.kitchen(),
                school.office(),
                parents);
    }

    private static Gate.Verdict verdict(LoadReport report, String name) {
        return report.gates().stream()
                .filter(gate -> gate.name().equals(name))
                .findFirst()
                .orElseThrow()
                .verdict();
    }
}

package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.check.ReplayCheck;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.School;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The main job, told from top to bottom. */
final class Demo {
    private static final Duration SETTLE = Duration.ofSeconds(90);

    private final long seed;
    private final List<EmulatedFamily> families;
    private final School school;
    private final Site site;
    private final Screen screen;
    private final List<Light> lights = Collections.synchronizedList(new ArrayList<>());

    Demo(long seed, int taps, List<EmulatedFamily> families, Site site, Screen screen) {
        this.seed = seed;
        this.families = families;
        this.school = School.of(seed, taps, School.usualSize(), families);
        this.site = site;
        this.screen = screen;
    }

    Result run() throws InterruptedException {
        screen.step(
                "cloud-sync starts (embedded MQTT broker, %s)"
                        .formatted(site.store() == Site.Store.H2 ? "H2" : "PostgreSQL"));
        site.sandboxGateway();
        site.startCloud();
        screen.step(
                "a school is opened at %s: %d children with consent and cards, a menu three people approved, orders paid from wallets and at the office, all by HTTP"
                        .formatted(site.http(), school.children().size()));
        long begun = System.nanoTime();
        SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
        screen.zone(day.zone());
        day.withWallets();
        day.fill(school);
        screen.step(
                "done in %.1f s; the school's clock is in %s".formatted(since(begun), day.zone()));

        List<Child> family = day.familyOf(school.children().getFirst());
        try (Bank bank = Bank.open(families, site.dir());
                ParentPage page = ParentPage.open(day.parentOf(family.getFirst()), screen)) {
            screen.step(
                    "edge-agent starts, enrols by claim code and waits for its snapshot; readers: "
                            + bank.names());
            site.configureEdge(day.claimCode(), bank.configured());
            Program edge = site.startEdge();
            JsonNode snapshot = edge.await("snapshot", SETTLE);
            edge.await("ready", SETTLE);
            screen.step(
                    "snapshot %d is active; the counter opens: %d children, about 5 a second"
                            .formatted(snapshot.path("version").asLong(), school.lunch().size()));

            Lunch lunch = new Lunch(site, school, day, bank.byName(), screen, lights);
            lunch.listenTo(edge);
            Lunch.Story story = lunch.run();

            long closed = System.nanoTime();
            List<RawRecord> journal = settled();
            long drained = Duration.ofNanos(System.nanoTime() - closed).toMillis();
            int deliveredByApi = day.deliveries().size();
            int untold = page.untold(day.served(family), SETTLE);
            String parent = aParentsView(day, story);
            screen.step("the queue is drained; a parent's page says: " + parent);
            return judge(story, journal, deliveredByApi, drained, untold);
        }
    }

    /** Waits until the cloud has acked everything the station's journal holds. */
    private List<RawRecord> settled() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (true) {
            List<RawRecord> journal =
                    RawJournal.read(site.journal(), SchoolDay.SCHOOL, SchoolDay.STATION).records();
            long last = journal.isEmpty() ? 0 : journal.getLast().sequence();
            long acked =
                    site.edge().events().stream()
                            .filter(e -> e.path("event").asText().equals("acked"))
                            .mapToLong(e -> e.path("sequence").asLong())
                            .max()
                            .orElse(0);
            if (acked >= last || System.nanoTime() > deadline) {
                return journal;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String aParentsView(SchoolDay day, Lunch.Story story) {
        return story.visits().stream()
                .filter(v -> v.light().isPresent() && v.light().get().answer().equals("serve"))
                .findFirst()
                .map(
                        v -> {
                            JsonNode order = day.parentsView(v.tap().child());
                            String at = order.path("deliveredAt").asText("");
                            String time =
                                    at.isEmpty()
                                            ? ""
                                            : " "
                                                    + java.time.Instant.parse(at)
                                                            .atZone(day.zone())
                                                            .toLocalTime()
                                                            .withNano(0)
                                                            .withSecond(0);
                            return "%s's order %d: %s%s"
                                    .formatted(
                                            v.tap().child().name(),
                                            day.orderOf(v.tap().child()),
                                            order.path("state").asText().equals("delivered")
                                                    ? "served"
                                                    : order.path("state").asText(),
                                            time);
                        })
                .orElse("nobody was served");
    }

    private Result judge(
            Lunch.Story story,
            List<RawRecord> settled,
            int deliveredByApi,
            long drained,
            int untold) {
        screen.step("both programs are stopped; journal and database are read as bytes and rows");
        List<String> problems = new ArrayList<>();
        expect(problems, "served orders a parent's live page did not tell", untold, 0);
        site.stopPrograms()
                .ifPresent(bad -> problems.add("a program did not stop cleanly: " + bad));
        RawJournal journal = RawJournal.read(site.journal(), SchoolDay.SCHOOL, SchoolDay.STATION);
        if (journal.records().size() != settled.size()) {
            problems.add(
                    "the journal has %d records after the stop, %d before"
                            .formatted(journal.records().size(), settled.size()));
        }
        List<Finding> findings;
        int delivered;
        long transfers;
        long audited;
        List<Light> seen = List.copyOf(lights);
        try (RawCloud cloud = site.openDatabase()) {
            findings =
                    new ArrayList<>(
                            Checker.check(
                                    journal,
                                    cloud,
                                    SchoolDay.SCHOOL,
                                    SchoolDay.STATION,
                                    Light.evidence(seen)));
            findings.addAll(ReplayCheck.check(site.state()));
            transfers = cloud.rows("ledger_transfers");
            audited = cloud.rows("audit_entries");
            delivered = cloud.deliveredOrders(SchoolDay.SCHOOL);
        }
        findings.add(CloudVerdict.ofMoney(site, transfers));
        findings.add(CloudVerdict.ofAudit(site, audited));
        Counts counts = Counts.of(story.visits(), seen, journal.records());
        int planned = (int) school.serves();
        expect(
                problems,
                "serves in the journal against meals the plan owes",
                counts.serves(),
                planned);
        expect(
                problems,
                "delivered orders in the cloud against serves in the journal",
                delivered,
                counts.serves());
        expect(
                problems,
                "deliveries by HTTP against serves in the journal",
                deliveredByApi,
                counts.serves());
        expect(problems, "records lost", counts.lost(), 0);
        expect(problems, "records doubled", counts.doubled(), 0);
        expect(problems, "wrong answers", counts.wrong(), 0);
        expect(
                problems,
                "children who came against the plan",
                story.visits().size(),
                school.lunch().size());
        findings.stream()
                .filter(f -> !f.holds())
                .forEach(f -> problems.add(f.id() + " is broken: " + f.wrong()));
        return new Result(
                seed,
                site.store().name().toLowerCase(java.util.Locale.ROOT),
                story.visits().size(),
                seen.size(),
                journal.records().size(),
                counts.serves(),
                counts.refusals(),
                counts.reshown(),
                counts.retries(),
                latency(seen),
                counts.lost(),
                counts.doubled(),
                counts.wrong(),
                delivered,
                deliveredByApi,
                story.blockMillis(),
                story.cancelMillis(),
                story.awayMillis(),
                story.killedAfter(),
                story.readyMillis(),
                drained,
                findings,
                problems.isEmpty(),
                problems);
    }

    private static Map<String, Figures> latency(List<Light> lights) {
        Map<String, Figures> stages = new LinkedHashMap<>();
        for (String stage : List.of("read", "decide", "journal", "signal", "total")) {
            stages.put(
                    stage,
                    Figures.of(
                            lights.stream()
                                    .filter(l -> l.micros().containsKey(stage))
                                    .mapToLong(l -> l.micros().get(stage))
                                    .toArray(),
                            1e-3));
        }
        return stages;
    }

    private static void expect(List<String> problems, String what, int is, int mustBe) {
        if (is != mustBe) {
            problems.add("%s: %d, must be %d".formatted(what, is, mustBe));
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}

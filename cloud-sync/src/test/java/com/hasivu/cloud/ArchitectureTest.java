package com.hasivu.cloud;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which way the arrows point: docs/ARCHITECTURE.md. */
class ArchitectureTest {
    private static final String ROOT = "com.hasivu.cloud";

    /** Floor package, and which other floor packages it may use. */
    private static final Map<String, List<String>> FLOOR =
            Map.ofEntries(
                    Map.entry("observe", List.of()),
                    Map.entry("cache", List.of("observe")),
                    Map.entry("resilience", List.of("observe")),
                    Map.entry("db", List.of("schema", "observe")),
                    Map.entry("outbox", List.of("db", "schema", "observe")),
                    Map.entry("http", List.of("db", "schema", "observe")),
                    Map.entry("personal", List.of("http", "schema")),
                    Map.entry("ledger", List.of("http", "schema")),
                    Map.entry("saga", List.of("db", "http", "schema", "observe", "work")),
                    Map.entry("books", List.of()),
                    Map.entry("work", List.of()),
                    Map.entry("csv", List.of("http")),
                    Map.entry("mail", List.of("db", "schema", "observe", "work", "resilience")),
                    Map.entry("audit", List.of("db", "http", "schema", "observe", "work")),
                    Map.entry("settings", List.of("db", "mail", "resilience")));

    /** Who owns which tables; nobody else names them. */
    private static final Map<String, List<String>> TABLES =
            new TreeMap<>(
                    Map.ofEntries(
                            owns("db", "DatabaseIdentity"),
                            owns("outbox", "Outbox"),
                            owns("http", "IdempotencyKeys"),
                            owns("mail", "OutgoingMails"),
                            owns("audit", "AuditEntries", "AuditSealer"),
                            owns(
                                    "auth",
                                    "Users",
                                    "Sessions",
                                    "RefreshTokens",
                                    "SchoolAccess",
                                    "Registrations",
                                    "PasswordResets",
                                    "SecondFactors",
                                    "RecoveryCodes",
                                    "SignInChallenges"),
                            owns(
                                    "schools",
                                    "Schools",
                                    "MealWindows",
                                    "Students",
                                    "Guardians",
                                    "SchoolWeekdays",
                                    "SchoolTerms",
                                    "CalendarDays"),
                            owns("consent", "Consents"),
                            owns("pupils", "StudentSignIns"),
                            owns("privacy", "Erasures"),
                            owns("cards", "Cards", "CardHistory", "Supervisors"),
                            owns("menus", "Dishes", "DailyMenus", "MenuItems", "MenuPolicies"),
                            owns(
                                    "plans",
                                    "MenuPlans",
                                    "MenuPlanItems",
                                    "MenuPlanSlots",
                                    "MenuPlanHistory",
                                    "MenuTemplates",
                                    "MenuTemplateItems"),
                            owns(
                                    "orders",
                                    "Orders",
                                    "OrderLines",
                                    "OrderHistory",
                                    "DayCancellations",
                                    "Favourites"),
                            owns("recurring", "RecurringOrders", "RecurringLines", "RecurringDays"),
                            owns("ledger", "LedgerAccounts", "LedgerTransfers", "LedgerPostings"),
                            owns("wallet", "WalletLimits", "WalletBudgets"),
                            owns("saga", "Sagas"),
                            owns(
                                    "gateway",
                                    "TopUps",
                                    "AutoTopUps",
                                    "SandboxOrders",
                                    "SandboxTokens"),
                            owns("payments", "Payments", "RefundsDue"),
                            owns("rfid", "StationReaders"),
                            owns("binding", "CardBindings"),
                            owns("live", "LiveHeads", "LiveLog"),
                            owns("commands", "StationCommands")));

    private static Map.Entry<String, List<String>> owns(String owner, String... tables) {
        return Map.entry(owner, List.of(tables));
    }

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    @Test
    void floor_knowsNoEpic() {
        floorRule().check(CLASSES);
    }

    @Test
    void tables_areTheirOwnersAlone() {
        tableRule().check(CLASSES);
    }

    @Test
    void nobody_importsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli..")
                .because("the command line is on top; move what you need below it")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLine_startsTheCloud() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("Cloud puts the parts together; a part gets what it needs from there")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCircle() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("two rooms that need each other are one room, or lack a listener")
                .check(CLASSES);
    }

    private static ArchRule floorRule() {
        CompositeArchRule all = null;
        for (var entry : new TreeMap<>(FLOOR).entrySet()) {
            ArchRule rule =
                    classes()
                            .that()
                            .resideInAPackage(ROOT + "." + entry.getKey() + "..")
                            .should()
                            .onlyDependOnClassesThat(
                                    outside().or(own(entry.getKey())).or(anyOf(entry.getValue())))
                            .because("the floor carries the epics and knows none of them");
            all = all == null ? CompositeArchRule.of(rule) : all.and(rule);
        }
        return required(all);
    }

    private static ArchRule tableRule() {
        CompositeArchRule all = null;
        for (var entry : TABLES.entrySet()) {
            for (String table : entry.getValue()) {
                ArchRule rule =
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        ROOT + "." + entry.getKey() + "..", ROOT + ".schema..")
                                .should()
                                .dependOnClassesThat(
                                        resideInAPackage(ROOT + ".schema..")
                                                .and(
                                                        simpleName(table)
                                                                .or(simpleName(table + "Record"))))
                                .because(
                                        "%s belongs to %s: ask its public types"
                                                .formatted(table, entry.getKey()));
                all = all == null ? CompositeArchRule.of(rule) : all.and(rule);
            }
        }
        return required(all);
    }

    private static ArchRule required(@org.jspecify.annotations.Nullable ArchRule rule) {
        if (rule == null) {
            throw new IllegalStateException("no rule");
        }
        return rule;
    }

    private static DescribedPredicate<JavaClass> outside() {
        return DescribedPredicate.not(resideInAPackage(ROOT + ".."))
                .as("outside of the cloud service");
    }

    private static DescribedPredicate<JavaClass> own(String name) {
        return resideInAPackage(ROOT + "." + name + "..");
    }

    private static DescribedPredicate<JavaClass> anyOf(List<String> packages) {
        return JavaClass.Predicates.resideInAnyPackage(
                packages.stream().map(p -> ROOT + "." + p + "..").toArray(String[]::new));
    }
}

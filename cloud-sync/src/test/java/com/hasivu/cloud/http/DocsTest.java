package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The contract is whole, can be read, and knows every problem there is. */
class DocsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String CODE = "\"([a-z0-9]+(?:-[a-z0-9]+)*)\"";

    /** Where a code is said: its first argument, or the second after a status. */
    private static final Pattern SAID =
            Pattern.compile(
                    "(?:new Problem\\(\\s*\\d+,|Problem\\s*\\.(?:conflict|refused|badRequest|forbidden)\\(|refuse\\(\\s*faults,)\\s*(?:"
                            + CODE
                            + ")?");

    /** Files that take a code from elsewhere, where it stands as a text of its own. */
    private static final Set<String> TAKEN_FROM_ELSEWHERE =
            Set.of("PaymentRoutes.java", "Contract.java", "PlacementProblem.java");

    private final OpenApi contract = OpenApi.load();
    private final ProblemCodes problems = ProblemCodes.load();

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("http/Problem.java"))
                    .toList();
        }
    }

    @Test
    void codes_areDocumentedAndUsed() throws IOException {
        Set<String> said = new TreeSet<>(List.of("not-found", "unauthenticated")); // in Problem
        Set<String> fromElsewhere = new TreeSet<>();
        var all = new StringBuilder();
        for (Path file : sources()) {
            String text = Files.readString(file);
            all.append(text);
            for (MatchResult found : SAID.matcher(text).results().toList()) {
                Optional.ofNullable(found.group(1))
                        .ifPresentOrElse(
                                said::add, () -> fromElsewhere.add(file.getFileName().toString()));
            }
        }
        Set<String> documented = new TreeSet<>();
        problems.all().forEach(entry -> documented.add(entry.code()));
        assertThat(said).hasSizeGreaterThan(50);
        assertThat(documented)
                .as(
                        "src/main/resources/problems.yaml needs an entry (status, meaning, fix, operations) for each code of the sources")
                .containsAll(said);
        assertThat(fromElsewhere)
                .as("write the code as a text at the Problem, or name the file here")
                .isSubsetOf(TAKEN_FROM_ELSEWHERE);
        for (String code : documented) {
            assertThat(all.indexOf("\"" + code + "\"") >= 0 || said.contains(code))
                    .as("problems.yaml: '%s' is said nowhere; take it out", code)
                    .isTrue();
        }
    }

    @Test
    void codes_sayWhatTheyMeanAndWhoAnswersWithThem() {
        for (ProblemCodes.Entry entry : problems.all()) {
            assertThat(entry.statuses()).as(entry.code()).isNotEmpty().allMatch(s -> s >= 400);
            assertThat(entry.meaning()).as(entry.code()).endsWith(".");
            assertThat(entry.fix()).as(entry.code()).endsWith(".");
            assertThat(contract.operationIds())
                    .as("operations of '%s' in problems.yaml", entry.code())
                    .containsAll(entry.operations());
        }
    }

    @Test
    void codes_standInTheOrderOfTheAlphabet() {
        assertThat(problems.all())
                .as("src/main/resources/problems.yaml: put the code where the alphabet wants it")
                .extracting(ProblemCodes.Entry::code)
                .isSorted();
    }

    @Test
    void operations_areWhole() {
        for (String id : contract.operationIds()) {
            JsonNode node = contract.node(id);
            assertThat(node.path("summary").asText())
                    .as("openapi.yaml: %s needs a summary", id)
                    .hasSizeGreaterThan(5);
            List<String> answers = new ArrayList<>();
            node.path("responses").fieldNames().forEachRemaining(answers::add);
            assertThat(answers)
                    .as("openapi.yaml: %s needs an answer 2xx", id)
                    .anyMatch(status -> status.startsWith("2"));
            assertThat(answers)
                    .as(
                            "openapi.yaml: %s needs 'default: {$ref: ...responses/Problem}' or a 4xx",
                            id)
                    .anyMatch(status -> status.equals("default") || status.startsWith("4"));
            assertThat(node.at("/responses/429/$ref").asText())
                    .as("openapi.yaml: %s needs '\"429\": {$ref: ...responses/RateLimited}'", id)
                    .isEqualTo("#/components/responses/RateLimited");
            for (JsonNode parameter : contract.parameters(id)) {
                assertThat(parameter.path("schema").isEmpty()).as(id).isFalse();
            }
        }
    }

    @Test
    void lists_pageByCursorAndLimit() {
        // a school's few counters, one person's few sessions and children, one child's few
        // guardians
        // and consents, the menus of a bounded span
        Set<String> whole =
                Set.of(
                        "listStations",
                        "listSessions",
                        "listGuardians",
                        "listStudentsOfGuardian",
                        "listChildren",
                        "listConsents",
                        "listMenus");
        for (String id : contract.operationIds()) {
            if (!id.startsWith("list") || whole.contains(id)) {
                continue;
            }
            Set<String> names = new HashSet<>();
            contract.parameters(id).forEach(p -> names.add(p.path("name").asText()));
            assertThat(names)
                    .as("openapi.yaml: %s needs parameters Cursor and Limit", id)
                    .contains("cursor", "limit");
        }
    }

    @Test
    void examples_fitTheirOperation() {
        var samples = new Samples(contract::resolve);
        int bodies = 0;
        for (String id : contract.operationIds()) {
            Operation operation = contract.operation(id);
            JsonNode schema = contract.node(id).at("/requestBody/content/application~1json/schema");
            if (operation.body() == null) {
                continue;
            }
            bodies++;
            assertThat(operation.body().validate(samples.of(schema)))
                    .as(
                            "openapi.yaml: the example of %s, %s, is not let through; add 'examples: [...]' beside the pattern",
                            id, samples.of(schema))
                    .isEmpty();
        }
        assertThat(bodies).isGreaterThan(20);
    }

    @Test
    void page_showsEveryOperationAndLoadsNothingFromElsewhere() {
        var api = new Api(contract, token -> Optional.empty());
        for (String id : contract.operationIds()) {
            api.route(id, contract.operation(id).who(), request -> Reply.nothing());
        }
        String page = DocsPage.contract(api, problems);
        for (String id : contract.operationIds()) {
            int at = page.indexOf("<section id=\"" + id + "\">");
            assertThat(at).as(id).isPositive();
            String section = page.substring(at, page.indexOf("</section>", at));
            assertThat(section)
                    .as(id)
                    .contains(
                            "Who: " + contract.operation(id).who().label(),
                            "Requests counted: " + contract.operation(id).limit().words(),
                            "Retry-After",
                            "RateLimit-Policy",
                            "Answers",
                            "Problem codes");
            assertThat(section.contains("<h4>Parameters"))
                    .as(id)
                    .isEqualTo(!contract.parameters(id).isEmpty());
            assertThat(section.contains("<h4>Body"))
                    .as(id)
                    .isEqualTo(
                            contract.operation(id).body() != null
                                    || contract.operation(id).textType() != null);
        }
        assertThat(page)
                .doesNotContain("<script", "http://", "https://", "style=", "onclick", "<img");
        Matcher links = Pattern.compile("href=\"([^\"]*)\"").matcher(page);
        while (links.find()) {
            assertThat(links.group(1)).matches("#\\w+|/docs.*|/openapi\\.yaml");
        }
    }

    @Test
    void text_staysText() {
        assertThat(Html.text("<b a=\"1\">&</b>"))
                .isEqualTo("&lt;b a=&quot;1&quot;&gt;&amp;&lt;/b&gt;");
    }
}

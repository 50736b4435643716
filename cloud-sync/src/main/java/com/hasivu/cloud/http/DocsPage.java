package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The contract as pages a person reads: plain HTML and one style sheet of our own, nothing from
 * elsewhere, no script. Pure.
 */
final class DocsPage {
    private static final int DEPTH = 6;

    private final Api api;
    private final OpenApi contract;
    private final ProblemCodes problems;
    private final Samples samples;
    private final StringBuilder page = new StringBuilder(256 * 1024);

    private DocsPage(Api api, ProblemCodes problems) {
        this.api = api;
        this.contract = api.contract();
        this.problems = problems;
        this.samples = new Samples(contract::resolve);
    }

    /** Every operation, with who may call it. */
    static String contract(Api api, ProblemCodes problems) {
        var docs = new DocsPage(api, problems);
        docs.write();
        return docs.page.toString();
    }

    /** Every problem code. */
    static String problems(ProblemCodes problems) {
        var rows = new StringBuilder();
        for (ProblemCodes.Entry entry : problems.all()) {
            rows.append(
                    "<tr><td><a href=\"/docs/problems/%s\"><code>%s</code></a></td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    entry.code(),
                                    entry.code(),
                                    statuses(entry),
                                    Html.text(entry.meaning())));
        }
        return Html.page(
                "Problems",
                "<p>An error is a problem document (RFC 9457) with one of these codes.</p>\n<table>\n"
                        + "<tr><th>code</th><th>status</th><th>what it means</th></tr>\n"
                        + rows
                        + "</table>\n");
    }

    /** One problem code. */
    static String problem(ProblemCodes.Entry entry) {
        String who =
                entry.operations().isEmpty()
                        ? "any operation it fits"
                        : entry.operations().stream()
                                .map("<a href=\"/docs#%1$s\"><code>%1$s</code></a>"::formatted)
                                .collect(Collectors.joining(", "));
        return Html.page(
                entry.code(),
                "<p>Status %s</p>\n<h2>What it means</h2>\n<p>%s</p>\n<h2>What to do</h2>\n<p>%s</p>\n<h2>Who answers with it</h2>\n<p>%s</p>\n"
                        .formatted(
                                statuses(entry),
                                Html.text(entry.meaning()),
                                Html.text(entry.fix()),
                                who));
    }

    private static String statuses(ProblemCodes.Entry entry) {
        return entry.statuses().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void write() {
        Map<String, List<Api.Route>> groups = new TreeMap<>();
        api.routes()
                .forEach(
                        route ->
                                groups.computeIfAbsent(group(route), name -> new ArrayList<>())
                                        .add(route));
        page.append("<p>").append(Html.text(contract.tree().at("/info/description").asText()));
        page.append(
                "</p>\n<p><a href=\"/openapi.yaml\">openapi.yaml</a> · <a href=\"/docs/problems\">every problem code</a></p>\n<nav><ul>\n");
        groups.forEach(
                (name, routes) -> {
                    page.append("<li><b>%s</b>: ".formatted(Html.text(name)));
                    routes.forEach(
                            r ->
                                    page.append(
                                            "<a href=\"#%1$s\">%1$s</a> "
                                                    .formatted(r.operation().id())));
                    page.append("</li>\n");
                });
        page.append("</ul></nav>\n");
        groups.forEach(
                (name, routes) -> {
                    page.append("<h2>%s</h2>\n".formatted(Html.text(name)));
                    routes.stream()
                            .sorted(Comparator.comparing(r -> r.operation().path()))
                            .forEach(this::operation);
                });
        String all = Html.page("HASIVU cloud: the contract", page.toString());
        page.setLength(0);
        page.append(all);
    }

    /** What the path is about: orders, cards, wallet. */
    private static String group(Api.Route route) {
        String path = route.operation().path().replaceFirst("^/v1/", "").replaceFirst("^/", "");
        String rest = path.replaceFirst("^schools/\\{school}/", "");
        return rest.replaceFirst("/.*", "");
    }

    private void operation(Api.Route route) {
        Operation operation = route.operation();
        JsonNode node = contract.node(operation.id());
        page.append(
                "<section id=\"%s\">\n<h3><span class=\"method\">%s</span> <code>%s</code> <a href=\"#%s\">%s</a></h3>\n"
                        .formatted(
                                operation.id(),
                                operation.method(),
                                Html.text(operation.path()),
                                operation.id(),
                                operation.id()));
        page.append("<p>%s</p>\n".formatted(Html.text(node.path("summary").asText())));
        page.append("<p class=\"roles\">Who: %s</p>\n".formatted(who(route.access())));
        page.append(
                "<p>Requests counted: %s (<code>%s</code>)</p>\n"
                        .formatted(operation.limit().words(), operation.limit().label()));
        parameters(operation);
        JsonNode body = node.at("/requestBody/content/application~1json/schema");
        if (!body.isMissingNode()) {
            page.append(
                    "<h4>Body%s, at most %d KiB</h4>\n"
                            .formatted(
                                    operation.bodyRequired() ? "" : ", may be left out",
                                    operation.maxBody() >> 10));
            schema(body);
        } else if (operation.textType() != null) {
            page.append(
                    "<h4>Body</h4>\n<p><code>%s</code> in UTF-8, at most %d KiB</p>\n"
                            .formatted(Html.text(operation.textType()), operation.maxBody() >> 10));
        }
        answers(node.path("responses"));
        page.append("<h4>Problem codes</h4>\n<p class=\"codes\">");
        problems.of(operation, route.access())
                .forEach(
                        entry ->
                                page.append(
                                        "%s <a href=\"/docs/problems/%s\" title=\"%s\"><code>%s</code></a> "
                                                .formatted(
                                                        statuses(entry),
                                                        entry.code(),
                                                        Html.text(entry.meaning()),
                                                        entry.code())));
        page.append("</p>\n</section>\n");
    }

    private static String who(Access access) {
        if (access.open()) {
            return "anyone, without a sign-in";
        }
        return access.label()
                + (access.limited() ? "; also before their school's second factor is set up" : "");
    }

    private void parameters(Operation operation) {
        List<JsonNode> all = contract.parameters(operation.id());
        if (all.isEmpty()) {
            return;
        }
        page.append("<h4>Parameters</h4>\n<ul>\n");
        for (JsonNode parameter : all) {
            JsonNode schema = contract.resolve(parameter.path("schema"));
            page.append(
                    "<li><code>%s</code> in the %s%s: %s %s</li>\n"
                            .formatted(
                                    Html.text(parameter.path("name").asText()),
                                    parameter.path("in").asText(),
                                    parameter.path("required").asBoolean() ? ", needed" : "",
                                    Html.text(Html.constraints(schema)),
                                    Html.text(schema.path("description").asText())));
        }
        page.append("</ul>\n");
    }

    private void answers(JsonNode responses) {
        page.append("<h4>Answers</h4>\n");
        responses
                .properties()
                .forEach(
                        answer -> {
                            JsonNode response = contract.resolve(answer.getValue());
                            boolean other = answer.getKey().equals("default");
                            page.append(
                                    "<p><b>%s</b> %s</p>\n"
                                            .formatted(
                                                    other ? "4xx, 5xx" : answer.getKey(),
                                                    Html.text(
                                                            response.path("description")
                                                                    .asText())));
                            headers(response.path("headers"));
                            JsonNode schema = response.at("/content/application~1json/schema");
                            if (!schema.isMissingNode()) {
                                schema(schema);
                            }
                        });
    }

    private void headers(JsonNode headers) {
        if (headers.isEmpty()) {
            return;
        }
        page.append("<ul>\n");
        headers.properties()
                .forEach(
                        header -> {
                            JsonNode told = contract.resolve(header.getValue());
                            page.append(
                                    "<li>header <code>%s</code>: %s; for example <code>%s</code></li>\n"
                                            .formatted(
                                                    Html.text(header.getKey()),
                                                    Html.text(told.path("description").asText()),
                                                    Html.text(
                                                            samples.of(told.path("schema"))
                                                                    .asText())));
                        });
        page.append("</ul>\n");
    }

    private void schema(JsonNode schema) {
        fields(schema, DEPTH);
        page.append("<pre>").append(Html.text(Json.pretty(samples.of(schema)))).append("</pre>\n");
    }

    private void fields(JsonNode reference, int depth) {
        JsonNode schema = contract.resolve(reference);
        JsonNode items = contract.resolve(schema.path("items"));
        if (depth == 0) {
            return;
        }
        schema.path("oneOf")
                .forEach(
                        one -> {
                            page.append("<p>One form:</p>\n");
                            fields(one, depth - 1);
                        });
        if (schema.path("type").asText().equals("array")) {
            fields(items, depth - 1);
            return;
        }
        if (schema.path("properties").isEmpty()) {
            return;
        }
        List<String> needed = new ArrayList<>();
        schema.path("required").forEach(name -> needed.add(name.asText()));
        page.append("<ul>\n");
        schema.path("properties")
                .properties()
                .forEach(
                        field -> {
                            JsonNode type = contract.resolve(field.getValue());
                            page.append(
                                    "<li><code>%s</code>%s: %s %s"
                                            .formatted(
                                                    Html.text(field.getKey()),
                                                    needed.contains(field.getKey())
                                                            ? ", needed"
                                                            : "",
                                                    Html.text(Html.constraints(type)),
                                                    Html.text(type.path("description").asText())));
                            fields(type, depth - 1);
                            page.append("</li>\n");
                        });
        page.append("</ul>\n");
    }
}

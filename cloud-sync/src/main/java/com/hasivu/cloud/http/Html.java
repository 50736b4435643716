package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** The frame of a page, and text that stays text. Pure. */
final class Html {
    /** Readable on a phone, in the dark, and printed. */
    static final String STYLE =
            """
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            section { border-top: 1px solid #8888; padding: .5rem 0 1rem; }
            code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
            pre { background: #8882; padding: .75rem; overflow-x: auto; border-radius: .3rem; }
            table { border-collapse: collapse; }
            td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; }
            .method { font-weight: bold; }
            .roles { font-style: italic; }
            """;

    private Html() {}

    static String page(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <link rel="stylesheet" href="/docs/style.css">
                </head>
                <body>
                <p><a href="/docs">Contract</a> · <a href="/docs/problems">Problems</a></p>
                <h1>%1$s</h1>
                %2$s</body>
                </html>
                """
                .formatted(text(title), body);
    }

    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What a schema asks of a value, in words. */
    static String constraints(JsonNode schema) {
        List<String> all = new ArrayList<>();
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            all.add("one of " + String.join(", ", values));
        } else {
            all.add(schema.path("type").asText("any"));
        }
        add(all, schema, "format", "%s");
        add(all, schema, "minimum", "at least %s");
        add(all, schema, "maximum", "at most %s");
        add(all, schema, "minLength", "at least %s long");
        add(all, schema, "maxLength", "at most %s long");
        add(all, schema, "minItems", "at least %s items");
        add(all, schema, "maxItems", "at most %s items");
        add(all, schema, "pattern", "like %s");
        return String.join(", ", all);
    }

    private static void add(List<String> all, JsonNode schema, String keyword, String words) {
        if (schema.has(keyword)) {
            all.add(words.formatted(schema.path(keyword).asText()));
        }
    }
}

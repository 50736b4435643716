package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/**
 * Finds text that no name or note needs and a database or log would choke on: control characters
 * and halves of surrogate pairs.
 */
final class TextCheck {
    private TextCheck() {}

    static void collect(JsonNode node, String pointer, List<Problem.Fault> faults) {
        if (node.isTextual()) {
            if (!clean(node.textValue())) {
                faults.add(
                        Problem.Fault.at(pointer, "holds a control character or half a character"));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, faults);
            }
        } else if (node.isObject()) {
            node.properties()
                    .forEach(
                            field ->
                                    collect(
                                            field.getValue(),
                                            pointer + "/" + escape(field.getKey()),
                                            faults));
        }
    }

    /** A field name within a JSON pointer (RFC 6901, section 3). */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static boolean clean(String text) {
        return text.codePoints()
                .allMatch(
                        c ->
                                c == '\n'
                                        || c == '\t'
                                        || (!Character.isISOControl(c)
                                                && Character.getType(c) != Character.SURROGATE));
    }
}

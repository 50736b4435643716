package com.hasivu.edge.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** The table of {@code docs/settings.md}, made of what the parser asks for. */
final class SettingsPage {
    private SettingsPage() {}

    static String table() {
        StringBuilder table = new StringBuilder();
        table.append("| key | value | default | what it is for |\n|---|---|---|---|\n");
        Map<String, TreeSet<String>> ofKinds = new LinkedHashMap<>();
        for (SettingsSchema.Known known : SettingsSchema.known()) {
            String key = known.key();
            if (known.kind().isPresent()) {
                ofKinds.computeIfAbsent(known.kind().get(), kind -> new TreeSet<>())
                        .add(
                                "`"
                                        + key.substring(key.indexOf("[].") + 3)
                                        + "`"
                                        + (known.asked().shape() instanceof Shape.Secret
                                                ? " (secret)"
                                                : ""));
            } else {
                Asked asked = known.asked();
                table.append(
                        "| `%s` | %s | %s | %s |\n"
                                .formatted(
                                        key,
                                        cell(value(asked)),
                                        asked.required()
                                                ? "required"
                                                : asked.otherwise().isEmpty()
                                                        ? ""
                                                        : "`" + asked.otherwise() + "`",
                                        cell(Descriptions.of(key).orElse(""))));
            }
        }
        table.append("\n| kind of reader | its own keys, explained in docs/readers |\n|---|---|\n");
        ofKinds.forEach(
                (kind, keys) ->
                        table.append("| `%s` | %s |\n".formatted(kind, String.join(", ", keys))));
        return table.toString();
    }

    private static String value(Asked asked) {
        return switch (asked.shape()) {
            case Shape.Text text -> "text";
            case Shape.Secret secret -> "text, secret";
            case Shape.FilePath path -> "path";
            case Shape.HttpUri uri -> "http or https address";
            case Shape.Whole(var least, var most) -> "%d to %d".formatted(least, most);
            case Shape.Time(var least, var most) ->
                    "%s to %s".formatted(Quantity.show(least), Quantity.show(most));
            case Shape.Bytes(var least, var most) ->
                    "%s to %s".formatted(Quantity.showSize(least), Quantity.showSize(most));
            case Shape.Flag flag -> "`true`, `false`";
            case Shape.Choice(var allowed) -> "`" + String.join("`, `", allowed) + "`";
            case Shape.Items items -> "list";
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}

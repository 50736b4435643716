package com.hasivu.edge.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.util.Map;

/** A command as a manual page, by the macros of man(7). Pure. */
final class ManPage {
    private ManPage() {}

    /** {@code hasivu-edge-journal-verify}. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    static String of(CommandSpec spec) {
        StringBuilder page = new StringBuilder();
        UsageMessageSpec usage = spec.usageMessage();
        String[] about = usage.description();
        page.append(".TH \"%s\" 1 \"\" \"hasivu-edge\" \"HASIVU\"\n".formatted(text(name(spec))));
        page.append(".SH NAME\n%s \\- %s\n".formatted(text(name(spec)), line(about, 0)));
        page.append(".SH SYNOPSIS\n.nf\n");
        String synopsis = spec.commandLine().getHelp().synopsis(0);
        synopsis.lines().forEach(line -> page.append(text(line)).append('\n'));
        page.append(".fi\n.SH DESCRIPTION\n");
        for (int i = 0; i < about.length; i++) {
            page.append(line(about, i)).append("\n");
        }
        arguments(spec, page);
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            spec.subcommands()
                    .forEach(
                            (name, command) -> {
                                CommandSpec sub = command.getCommandSpec();
                                if (!sub.usageMessage().hidden()) {
                                    page.append(".TP\n\\fB%s\\fR(1)\n".formatted(text(name(sub))));
                                    page.append(line(sub.usageMessage().description(), 0))
                                            .append('\n');
                                }
                            });
        }
        Map<String, String> codes = spec.root().usageMessage().exitCodeList();
        page.append(".SH EXIT STATUS\n");
        codes.forEach(
                (code, means) ->
                        page.append(".TP\n\\fB%s\\fR\n%s\n".formatted(text(code), text(means))));
        return page.toString();
    }

    private static void arguments(CommandSpec spec, StringBuilder page) {
        if (spec.options().isEmpty() && spec.positionalParameters().isEmpty()) {
            return;
        }
        page.append(".SH OPTIONS\n");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            argument("\\fI" + text(parameter.paramLabel()) + "\\fR", parameter, page);
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String names = "\\fB" + text(String.join(", ", option.names())) + "\\fR";
                boolean takes = option.arity().max() > 0;
                argument(
                        takes ? names + " \\fI" + text(option.paramLabel()) + "\\fR" : names,
                        option,
                        page);
            }
        }
    }

    private static void argument(String head, ArgSpec argument, StringBuilder page) {
        page.append(".TP\n").append(head).append('\n');
        String[] about = argument.renderedDescription();
        for (int i = 0; i < about.length; i++) {
            page.append(line(about, i)).append('\n');
        }
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? text(Ansi.OFF.string(lines[index].replace("%%", "%"))) : "";
    }

    /** No character of it is a command of roff. */
    private static String text(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}

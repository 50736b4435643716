package com.hasivu.edge.cli;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One command run in this process; what it prints as JSON is always held against its schema. */
record Cli(int code, String out, String err) {
    static Cli run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = run(out, err, arguments);
        if (List.of(arguments).contains("--json")) {
            SchemaCheck.fits(out.toString());
        }
        return new Cli(code, out.toString(), err.toString());
    }

    /** With {@code --config} behind the words. */
    static Cli with(Path config, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        return run(all.toArray(String[]::new));
    }

    /** While it runs, what it prints can be read there. */
    static int run(Writer out, Writer err, String... arguments) {
        CommandLine line = EdgeMain.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}

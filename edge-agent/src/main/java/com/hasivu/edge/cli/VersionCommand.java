package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Which program this is, and what it runs on. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Tells the program's version, and the Java and system it runs on.")
final class VersionCommand implements Callable<Integer> {
    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("program", EdgeMain.VERSION)
                        .put("java", Runtime.version().toString())
                        .put("system", System.getProperty("os.name", "unknown"))
                        .put("arch", System.getProperty("os.arch", "unknown"));
        answers.tell(
                "version",
                body,
                out ->
                        out.printf(
                                "hasivu-edge %s, Java %s, %s %s%n",
                                EdgeMain.VERSION,
                                body.path("java").asText(),
                                body.path("system").asText(),
                                body.path("arch").asText()));
        return ExitCode.OK;
    }
}

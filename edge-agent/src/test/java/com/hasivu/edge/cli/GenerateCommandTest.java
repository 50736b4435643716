package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What packages ship, looked at by the programs that read it. */
class GenerateCommandTest {
    @TempDir Path folder;

    @Test
    void completion_completesCommandsAndOptionsInBash() throws Exception {
        assertThat(Cli.run("generate", "completion", folder.toString()).code()).isZero();
        String asked =
                "exec 2>/dev/null; source hasivu-edge; COMP_WORDS=(hasivu-edge doc); COMP_CWORD=1;"
                        + " _complete_hasivu-edge; echo \"${COMPREPLY[@]}\";"
                        + " COMP_WORDS=(hasivu-edge journal verify --js); COMP_CWORD=3;"
                        + " _complete_hasivu-edge; echo \"${COMPREPLY[@]}\"";
        assertThat(run("bash", "-c", asked).lines().map(String::strip))
                .containsExactly("doctor", "--json");
    }

    @Test
    void man_hasAPageForEveryCommandThatGroffTakes() throws Exception {
        assertThat(Cli.run("generate", "man", folder.toString()).code()).isZero();
        List<String> names;
        try (Stream<Path> pages = Files.list(folder)) {
            names = pages.map(page -> page.getFileName().toString()).sorted().toList();
        }
        assertThat(names)
                .contains("hasivu-edge.1", "hasivu-edge-journal-verify.1", "hasivu-edge-doctor.1")
                .noneMatch(name -> name.contains("generate"));
        for (String name : names) {
            assertThat(Files.readAllLines(folder.resolve(name)))
                    .contains(".SH NAME", ".SH SYNOPSIS", ".SH EXIT STATUS")
                    .noneMatch(line -> line.startsWith("'"))
                    .filteredOn(line -> line.startsWith("."))
                    .allMatch(line -> line.matches("\\.(TH|SH|TP|nf|fi)( .*)?"));
        }
        assertThat(Files.readString(folder.resolve("hasivu-edge-doctor.1")))
                .contains("hasivu\\-edge\\-doctor \\- Checks the station", "\\fB\\-\\-json\\fR");
        assumeThat(Path.of("/usr/bin/groff")).exists();
        for (String name : names) {
            assertThat(run("groff", "-man", "-ww", "-z", "-Tutf8", name)).as(name).isEmpty();
        }
    }

    private String run(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}

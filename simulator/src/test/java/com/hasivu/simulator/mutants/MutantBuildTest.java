package com.hasivu.simulator.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each mutant still fits today's source; what they break is the world's to find. */
class MutantBuildTest {
    private static final Path HOME = Path.of(System.getProperty("hasivu.home"));
    private static final String CLASSPATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir Path folder;

    static List<Mutant> mutants() {
        return Mutant.ALL;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void build_changesTheFilesOfTheModuleAndNothingInTheCheckout(Mutant mutant) throws IOException {
        Map<Path, String> before = new HashMap<>();
        for (Mutant.Edit edit : mutant.edits()) {
            Path source = HOME.resolve(mutant.module()).resolve("src/main").resolve(edit.file());
            before.put(source, Files.readString(source));
        }

        String broken = new MutantBuild(HOME, CLASSPATH).build(mutant, folder);

        Path classes = folder.resolve("classes");
        assertThat(broken).contains(classes.toString());
        for (Mutant.Edit edit : mutant.edits()) {
            String compiled = edit.onClassPath().replace(".java", ".class");
            assertThat(Files.readAllBytes(classes.resolve(compiled)))
                    .isNotEqualTo(shipped(mutant.module(), compiled));
        }
        for (Map.Entry<Path, String> source : before.entrySet()) {
            assertThat(Files.readString(source.getKey())).isEqualTo(source.getValue());
        }
    }

    @Test
    void build_refusesAMutantThatFitsNoMore() {
        Mutant stale =
                new Mutant(
                        "stale",
                        "nothing",
                        "edge-agent",
                        List.of(
                                new Mutant.Edit(
                                        "java/com/hasivu/edge/journal/Journal.java",
                                        "no such text stands there",
                                        "")));

        assertThatThrownBy(() -> new MutantBuild(HOME, CLASSPATH).build(stale, folder))
                .hasMessageContaining("Journal.java")
                .hasMessageContaining("not at all");
    }

    private byte[] shipped(String module, String file) throws IOException {
        Path entry =
                Arrays.stream(CLASSPATH.split(":"))
                        .map(Path::of)
                        .filter(path -> path.startsWith(HOME.resolve(module).resolve("target")))
                        .findFirst()
                        .orElseThrow();
        if (Files.isDirectory(entry)) {
            return Files.readAllBytes(entry.resolve(file));
        }
        try (var jar = java.nio.file.FileSystems.newFileSystem(entry)) {
            return Files.readAllBytes(jar.getPath("/" + file));
        }
    }
}

package com.hasivu.simulator.mutants;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A class path on which one module is broken: a copy of the module's classes with the mutated file
 * compiled over it. The checkout itself stays as it is.
 */
final class MutantBuild {
    private final Path home;
    private final String classpath;

    /** Of the checkout at {@code home}, on the class path this program runs with. */
    MutantBuild(Path home, String classpath) {
        this.home = home;
        this.classpath = classpath;
    }

    /**
     * Builds into {@code folder}, which is empty.
     *
     * @throws IllegalStateException if the mutant does not fit the source or does not compile
     */
    String build(Mutant mutant, Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String entry = entryOf(mutant.module());
        copyAll(Path.of(entry), classes);
        for (Mutant.Edit edit : mutant.edits()) {
            Path source = home.resolve(mutant.module()).resolve("src/main").resolve(edit.file());
            String broken = edit.applied(Files.readString(source));
            if (edit.isJava()) {
                Path file = folder.resolve(source.getFileName());
                Files.writeString(file, broken);
                compile(mutant, file, classes);
            } else {
                Files.writeString(classes.resolve(edit.onClassPath()), broken);
            }
        }
        return Stream.concat(
                        Stream.of(classes.toString()),
                        entries().filter(one -> !isOf(mutant.module(), one)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Stream<String> entries() {
        return Stream.of(classpath.split(File.pathSeparator));
    }

    private boolean isOf(String module, String entry) {
        return entry.startsWith(home.resolve(module).resolve("target") + File.separator);
    }

    private String entryOf(String module) {
        return entries()
                .filter(entry -> isOf(module, entry))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "nothing on the class path is of %s in %s; start by ./hasivu"
                                                .formatted(module, home)));
    }

    private static void copyAll(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            copyTree(from, to);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(from)) {
            copyTree(jar.getPath("/"), to);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void compile(Mutant mutant, Path file, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "this Java has no compiler; run the mutants on a JDK, not on a runtime");
        }
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters"));
        options.addAll(List.of("-cp", classpath, "-d", classes.toString()));
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean good =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(file))
                            .call();
            if (!good) {
                throw new IllegalStateException(
                        "mutant %s does not compile; bring Mutant.java up to date:%n%s"
                                .formatted(mutant.name(), said));
            }
        }
    }
}

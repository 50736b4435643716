package com.hasivu.edge.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings file and, in the order of their names, those of {@code conf.d} beside it. */
final class SettingsFiles {
    static final String FOLDER = "conf.d";
    private static final int MAX_FILES = 100;

    private SettingsFiles() {}

    /** A file as it was read. */
    record Piece(Origin origin, String text) {}

    /** A file that is not written yet: the settings file, or one of {@code conf.d}. */
    record Draft(Path file, String text) {}

    static List<Piece> read(Path file, Problems problems) {
        return read(file, Optional.empty(), problems);
    }

    static List<Piece> read(Path file, Optional<Draft> draft, Problems problems) {
        List<Piece> pieces = new ArrayList<>();
        for (Path path : paths(file, draft, problems)) {
            Origin origin = new Origin(pieces.size(), path.toString(), 0);
            String text =
                    draft.filter(one -> one.file().equals(path))
                            .map(Draft::text)
                            .orElseGet(() -> read(path, origin, problems));
            pieces.add(new Piece(origin, text));
        }
        return List.copyOf(pieces);
    }

    private static List<Path> paths(Path file, Optional<Draft> draft, Problems problems) {
        List<Path> beside = paths(file, problems);
        return Stream.concat(beside.stream().skip(1), draft.stream().map(Draft::file))
                .filter(path -> !path.equals(file))
                .distinct()
                .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                .collect(() -> new ArrayList<>(List.of(file)), List::add, List::addAll);
    }

    private static List<Path> paths(Path file, Problems problems) {
        List<Path> paths = new ArrayList<>(List.of(file));
        Path folder = file.resolveSibling(FOLDER);
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .limit(MAX_FILES)
                    .forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return paths;
        } catch (IOException e) {
            problems.add(
                    new Origin(0, folder.toString(), 0),
                    "",
                    "cannot be read: %s; check its owner and mode".formatted(e));
        }
        return paths;
    }

    private static String read(Path file, Origin origin, Problems problems) {
        try {
            if (Files.size(file) > YamlTree.MAX_CHARS) {
                problems.add(
                        origin,
                        "",
                        "has %d bytes; a settings file has at most %d"
                                .formatted(Files.size(file), YamlTree.MAX_CHARS));
                return "";
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            problems.add(origin, "", "is not there; name the settings file with --config");
        } catch (CharacterCodingException e) {
            problems.add(origin, "", "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            problems.add(origin, "", "cannot be read: %s; check its owner and mode".formatted(e));
        }
        return "";
    }
}

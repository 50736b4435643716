package com.hasivu.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.identity.Identity;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * What a station left on its disk, told by whoever knows how it is wired. Read only; any thread.
 *
 * @param root of all its files
 * @param identity empty when not enrolled; fails unchecked when there is one that cannot be used
 * @param snapshot the one a start would use, and {@code problems}
 */
public record Saved(
        Path root,
        Path controlSocket,
        Path journal,
        Callable<Optional<Identity>> identity,
        Function<Identity, JsonNode> snapshot) {}

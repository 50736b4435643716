package com.hasivu.cloud.consent;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What a guardian reads before consenting (DPDP Act 2023, section 5). A changed text is a new
 * version; earlier ones are in the project's history.
 *
 * @param purposes codes of what the data is used for; a consent is to all of them, as meals cannot
 *     be served safely with fewer
 * @param texts by language: {@code en}, {@code hi}, {@code kn}
 */
public record Notice(int version, List<String> purposes, Map<String, String> texts) {
    public Notice {
        purposes = List.copyOf(purposes);
        texts = Map.copyOf(texts);
    }

    /** The newest, from consent-notice.yaml. */
    public static Notice load() {
        try (var in = Notice.class.getResourceAsStream("/consent-notice.yaml")) {
            return new YAMLMapper().readValue(in, Notice.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read consent-notice.yaml", e);
        }
    }
}

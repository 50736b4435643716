package com.hasivu.reader.json;

import com.hasivu.reader.json.TagFields.WrongField;

import java.util.ArrayList;
import java.util.List;

/** Collects the reads of one document, and why others are none. */
final class Reads {
    @FunctionalInterface
    interface Maker {
        JsonFrame.Tag make() throws WrongField;
    }

    private final List<JsonFrame.Tag> tags = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    Reads add(Maker maker) {
        try {
            tags.add(maker.make());
        } catch (WrongField e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
        return this;
    }

    JsonFrame.Tags told() {
        return new JsonFrame.Tags(tags, wrong);
    }
}

package com.hasivu.edge.settings;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What a value looks like: the parser reads by it, and the JSON Schema is made of it. */
sealed interface Shape {
    record Text(Pattern pattern) implements Shape {}

    /** Text that nobody may see. */
    record Secret(Pattern pattern) implements Shape {}

    record FilePath() implements Shape {}

    record HttpUri() implements Shape {}

    record Whole(int least, int most) implements Shape {}

    record Time(Duration least, Duration most) implements Shape {}

    record Bytes(long least, long most) implements Shape {}

    record Flag() implements Shape {}

    record Choice(List<String> allowed) implements Shape {}

    /** A list of sections. */
    record Items() implements Shape {}
}

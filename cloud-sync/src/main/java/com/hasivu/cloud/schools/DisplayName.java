package com.hasivu.cloud.schools;

import java.text.BreakIterator;
import java.util.Locale;

/** How the school lets its counters show a child's name. */
public enum DisplayName {
    FULL {
        @Override
        public String shown(String name) {
            return name;
        }
    },
    /** Asha Rao is "Asha R."; who has one name keeps it. */
    FIRST_AND_INITIAL {
        @Override
        public String shown(String name) {
            String[] words = name.strip().split("\\s+");
            return words.length == 1
                    ? words[0]
                    : words[0] + " " + firstLetter(words[words.length - 1]) + ".";
        }
    };

    /** The name as it is shown. */
    public abstract String shown(String name);

    /** As in the database and in answers, for example {@code first-and-initial}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public static DisplayName labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** With its vowel sign: a letter of Kannada or Hindi is more than one character. */
    private static String firstLetter(String word) {
        BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
        letters.setText(word);
        return word.substring(0, letters.next());
    }
}

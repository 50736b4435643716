package com.hasivu.cloud.menus;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names as they are searched: small letters, Latin accents taken off, each word with a blank before
 * it, so that "{@code dos}" is found wherever a word begins so. Vowel signs of Indian scripts are
 * no accents and stay. Pure.
 */
final class Words {
    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036F]+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private Words() {}

    static List<String> of(String text) {
        String bare =
                ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        // down, up and down: so that the German sharp s and its two capitals are the same
        String small =
                bare.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Arrays.stream(BETWEEN.split(Normalizer.normalize(small, Normalizer.Form.NFC)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** As kept in a column. */
    static String column(String name) {
        var column = new StringBuilder();
        of(name).forEach(word -> column.append(' ').append(word));
        return column.toString();
    }
}

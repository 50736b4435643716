package com.hasivu.cloud.history;

import com.lowagie.text.Chunk;
import com.lowagie.text.DocumentException;
import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.LayoutProcessor;

import java.awt.font.GlyphVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.stream.IntStream;

/**
 * Text in Latin, Devanagari and Kannada letters: each run in the Noto font of its script, shaped
 * (vowel signs in their places, conjuncts joined) by the platform's own shaper. One for each
 * document: a font of OpenPDF collects what the document uses.
 */
final class Letters {
    private static final String NON_JOINER = "\u200C";
    private static final String APART = "apart";
    private static final String JOINER = "\u200D";
    private static final int NO_GLYPH = 0xFFFF;
    private static final String FOLDER = "com/hasivu/cloud/history/";

    static {
        LayoutProcessor.enable();
        LayoutProcessor
                .setWriteActualText(); // glyphs are no letters: who copies or reads aloud needs
        // them
    }

    private final BaseFont latin = font("NotoSans-Regular.ttf");
    private final BaseFont devanagari = font("NotoSansDevanagari-Regular.ttf");
    private final BaseFont kannada = font("NotoSansKannada-Regular.ttf");

    Phrase phrase(String text, float points) {
        var phrase = new Phrase();
        int from = 0;
        BaseFont current = latin;
        for (int i = 0; i < text.length(); ) {
            int letter = text.codePointAt(i);
            BaseFont wanted = fontOf(letter, current);
            if (wanted != current) {
                add(phrase, text.substring(from, i), current, points);
                from = i;
                current = wanted;
            }
            i += Character.charCount(letter);
        }
        add(phrase, text.substring(from), current, points);
        return phrase;
    }

    /** Signs that any script uses stay with the letters before them; a space and digits do not. */
    private BaseFont fontOf(int letter, BaseFont current) {
        return switch (UnicodeScript.of(letter)) {
            case DEVANAGARI -> devanagari;
            case KANNADA -> kannada;
            case INHERITED -> current;
            default -> letter == 0x200C || letter == 0x200D ? current : latin;
        };
    }

    /**
     * A joiner that the shaper answers with no glyph (65535) garbles all behind it in the file. A
     * non-joiner only keeps letters apart, as two runs are; of a joiner the word stays readable.
     */
    private static void add(Phrase phrase, String run, BaseFont font, float points) {
        for (String part : run.split(NON_JOINER)) {
            String safe = hasNoGlyph(part, font, points) ? part.replace(JOINER, "") : part;
            if (!safe.isEmpty()) {
                var chunk = new Chunk(safe, new Font(font, points));
                chunk.setGenericTag(APART); // else two of one font are joined to one again
                phrase.add(chunk);
            }
        }
    }

    private static boolean hasNoGlyph(String part, BaseFont font, float points) {
        if (!part.contains(JOINER)) {
            return false;
        }
        GlyphVector glyphs = LayoutProcessor.computeGlyphVector(font, points, part);
        return IntStream.range(0, glyphs.getNumGlyphs())
                .anyMatch(i -> glyphs.getGlyphCode(i) == NO_GLYPH);
    }

    private static BaseFont font(String name) {
        try {
            return BaseFont.createFont(
                    FOLDER + name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, null, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the font " + name, e);
        } catch (DocumentException e) {
            throw new IllegalStateException("font %s cannot be used".formatted(name), e);
        }
    }
}

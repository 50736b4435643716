package com.hasivu.cloud.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.csv.Csv;
import com.lowagie.text.Paragraph;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;

/** The register as PDF, read back from its bytes. */
class RegisterPdfTest {
    private static final String HINDI = "क्षितिज शर्मा";
    private static final String KANNADA = "ಶ್ರೀನಿಧಿ ಕೃಷ್ಣಮೂರ್ತಿ";

    @TempDir Path folder;

    private static Register register(int rows) {
        var all = new ArrayList<Register.Row>();
        all.add(row("5A", "1", HINDI, "12:41"));
        all.add(row("5A", "2", KANNADA, ""));
        for (int i = 2; i < rows; i++) {
            all.add(row("5B", Integer.toString(i), "Child " + i, "12:45"));
        }
        return new Register(
                "ಗ್ರೀನ್‌ಫೀಲ್ಡ್ Greenfield",
                LocalDate.of(2026, 11, 24),
                "Lunch",
                LocalDate.of(2026, 11, 24),
                all);
    }

    private static Register.Row row(String className, String roll, String name, String served) {
        return new Register.Row(className, roll, name, "1 x Idli", 123_456_50, served, "Main hall");
    }

    private static String text(byte[] pdf, int page) throws Exception {
        try (var reader = new PdfReader(pdf)) {
            return new PdfTextExtractor(reader).getTextFromPage(page);
        }
    }

    @Test
    void register_hasEveryRowItsSumAndItsPages() throws Exception {
        byte[] pdf = RegisterPdf.write(register(120));
        Path kept = Path.of(System.getProperty("hasivu.keep", folder.toString()));
        Files.write(kept.resolve("register.pdf"), pdf);
        String first = text(pdf, 1);
        assertThat(first).contains("120 orders, 119 served", "Child 9", "₹1,23,456.50");
        assertThat(first).contains("₹1,48,14,780.00", "Page 1", "printed 2026-11-24");
        try (var reader = new PdfReader(pdf)) {
            assertThat(reader.getNumberOfPages()).isGreaterThan(1);
            assertThat(text(pdf, reader.getNumberOfPages()))
                    .contains("Child 119", "Page " + reader.getNumberOfPages());
        }
    }

    /** Shaped text is glyphs of the script's own font: letters without one would be boxes. */
    @Test
    void indianNames_areSetInTheirOwnFontsAndShaped() {
        byte[] pdf = RegisterPdf.write(register(2));
        String raw = new String(pdf, StandardCharsets.ISO_8859_1);
        assertThat(raw)
                .contains("HASIVU+NotoSansDevanagari", "HASIVU+NotoSansKannada", "HASIVU+NotoSans");
        var letters = new Letters();
        assertThat(letters.phrase(HINDI, 9).getChunks()).hasSize(3); // two words and a space
        assertThat(glyphs("NotoSansDevanagari-Regular.ttf", "क्षि"))
                .as("a conjunct and its vowel sign are two glyphs, of four letters")
                .isLessThan("क्षि".length());
        assertThat(glyphs("NotoSansKannada-Regular.ttf", "ಶ್ರೀ")).isLessThan("ಶ್ರೀ".length());
    }

    private static int glyphs(String font, String text) {
        try {
            var base =
                    com.lowagie.text.pdf.BaseFont.createFont(
                            "com/hasivu/cloud/history/" + font,
                            com.lowagie.text.pdf.BaseFont.IDENTITY_H,
                            true,
                            false,
                            null,
                            null);
            return com.lowagie.text.pdf.LayoutProcessor.computeGlyphVector(base, 9, text)
                    .getNumGlyphs();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void sameRegister_isTheSameBytes() {
        assertThat(RegisterPdf.write(register(60))).isEqualTo(RegisterPdf.write(register(60)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0           | ₹0.00
                    5           | ₹0.05
                    99999       | ₹999.99
                    100000      | ₹1,000.00
                    12345600    | ₹1,23,456.00
                    1234567800  | ₹1,23,45,678.00
                    -4550       | -₹45.50
                    """)
    void rupees_areGroupedByLakh(long paise, String text) {
        assertThat(Rupees.of(paise)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Asha            | Asha
                    =cmd()          | '=cmd()
                    +91 98          | '+91 98
                    -2              | '-2
                    @SUM(A1)        | '@SUM(A1)
                    """,
            quoteCharacter = '"')
    void csv_letsNoTextBeAFormula(String text, String safe) {
        assertThat(Csv.out(text)).isEqualTo(safe);
    }

    /** A joiner without a glyph of its own garbled what came behind it. */
    @Test
    void nonJoiner_isACutAndNoGlyph() {
        assertThat(new Paragraph(new Letters().phrase("ಗ್ರೀನ್\u200Cಫೀಲ್ಡ್", 9)).getChunks())
                .extracting(chunk -> ((com.lowagie.text.Chunk) chunk).getContent())
                .containsExactly("ಗ್ರೀನ್", "ಫೀಲ್ಡ್");
    }

    @Test
    void letters_keepEveryCharacter() {
        String mixed = HINDI + " (5A), " + KANNADA;
        var all = new StringBuilder();
        for (Object chunk : new Letters().phrase(mixed, 9).getChunks()) {
            all.append(((com.lowagie.text.Chunk) chunk).getContent());
        }
        assertThat(all.toString()).isEqualTo(mixed);
    }
}

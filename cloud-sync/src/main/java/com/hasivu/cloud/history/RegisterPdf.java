package com.hasivu.cloud.history;

import com.lowagie.text.Document;
import com.lowagie.text.DocumentException;
import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.pdf.ColumnText;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfWriter;

import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;

/** A register as PDF, A4: the same register gives the same bytes ({@link SameBytes}). */
final class RegisterPdf {
    private static final float BIG = 14;
    private static final float SMALL = 9;
    private static final float MARGIN = 36;
    private static final float[] WIDTHS = {1.1f, 1f, 4f, 4.2f, 2.3f, 1.4f, 2.3f};
    private static final String[] HEAD = {
        "Class", "Roll", "Name", "Meal", "Price", "Served", "Counter"
    };

    private RegisterPdf() {}

    static byte[] write(Register register) {
        var out = new ByteArrayOutputStream();
        var letters = new Letters();
        var document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN + BIG);
        try {
            PdfWriter writer = PdfWriter.getInstance(document, out);
            writer.setPageEvent(new Foot(register, letters));
            document.addTitle("Register %s %s".formatted(register.day(), register.window()));
            document.open();
            writer.getInfo().put(PdfName.CREATIONDATE, madeOn(register));
            document.add(paragraph(letters, register.school(), BIG));
            document.add(
                    paragraph(letters, "%s, %s".formatted(register.window(), register.day()), BIG));
            document.add(
                    paragraph(
                            letters,
                            "%s orders, %s served, %s in all"
                                    .formatted(
                                            Rupees.grouped(register.rows().size()),
                                            Rupees.grouped(register.served()),
                                            Rupees.of(register.total())),
                            SMALL));
            document.add(table(register, letters));
            document.close();
        } catch (DocumentException e) {
            throw new IllegalStateException("cannot lay out a register", e);
        }
        return SameBytes.of(out.toByteArray());
    }

    /** A register printed twice on a day is the same file. */
    private static PdfDate madeOn(Register register) {
        return new PdfDate(GregorianCalendar.from(register.printed().atStartOfDay(ZoneOffset.UTC)));
    }

    private static PdfPTable table(Register register, Letters letters) {
        var table = new PdfPTable(WIDTHS);
        table.setWidthPercentage(100);
        table.setSpacingBefore(SMALL);
        table.setHeaderRows(1);
        for (String head : HEAD) {
            PdfPCell cell = cell(letters, head, Element.ALIGN_LEFT);
            cell.setGrayFill(0.9f);
            table.addCell(cell);
        }
        for (Register.Row row : register.rows()) {
            table.addCell(cell(letters, row.className(), Element.ALIGN_LEFT));
            table.addCell(cell(letters, row.roll(), Element.ALIGN_LEFT));
            table.addCell(cell(letters, row.child(), Element.ALIGN_LEFT));
            table.addCell(cell(letters, row.meal(), Element.ALIGN_LEFT));
            table.addCell(cell(letters, Rupees.of(row.paise()), Element.ALIGN_RIGHT));
            table.addCell(cell(letters, row.served(), Element.ALIGN_LEFT));
            table.addCell(cell(letters, row.how(), Element.ALIGN_LEFT));
        }
        return table;
    }

    private static PdfPCell cell(Letters letters, String text, int align) {
        var cell = new PdfPCell(letters.phrase(text, SMALL));
        cell.setHorizontalAlignment(align);
        cell.setPadding(3);
        return cell;
    }

    private static Paragraph paragraph(Letters letters, String text, float points) {
        var paragraph = new Paragraph(letters.phrase(text, points));
        paragraph.setLeading(points * 1.5f);
        return paragraph;
    }

    /** School, date of print and page number at the foot of each page. */
    private static final class Foot extends PdfPageEventHelper {
        private final Register register;
        private final Letters letters;

        Foot(Register register, Letters letters) {
            this.register = register;
            this.letters = letters;
        }

        @Override
        public void onEndPage(PdfWriter writer, Document document) {
            float y = document.bottom() - SMALL * 2;
            ColumnText.showTextAligned(
                    writer.getDirectContent(),
                    Element.ALIGN_LEFT,
                    letters.phrase(
                            "%s · printed %s".formatted(register.school(), register.printed()),
                            SMALL),
                    document.left(),
                    y,
                    0);
            ColumnText.showTextAligned(
                    writer.getDirectContent(),
                    Element.ALIGN_RIGHT,
                    letters.phrase("Page " + writer.getPageNumber(), SMALL),
                    document.right(),
                    y,
                    0);
        }
    }
}

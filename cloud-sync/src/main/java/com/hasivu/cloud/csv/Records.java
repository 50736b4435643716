package com.hasivu.cloud.csv;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Lets the text of a sheet through and stops at a record that is longer than any of ours can be: a
 * parser would keep all of it, cell by cell. Follows RFC 4180, section 2: a cell that begins with a
 * quotation mark may hold line breaks. One use, one thread.
 */
final class Records extends FilterReader {
    /** Signs of one record; the longest of our sheets need 2,000. */
    static final int LONGEST = 16_000;

    private boolean quoted;
    private boolean atCellStart = true;
    private int length;

    Records(Reader text) {
        super(text);
    }

    /** A record is too long to be one. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        if (c >= 0) {
            pass((char) c);
        }
        return c;
    }

    @Override
    public int read(char[] into, int from, int most) throws IOException {
        int count = super.read(into, from, most);
        for (int i = from; i < from + count; i++) {
            pass(into[i]);
        }
        return count;
    }

    private void pass(char c) throws IOException {
        length++;
        if (quoted) {
            quoted = c != '"';
            atCellStart = !quoted; // another one at once goes on with the cell
        } else if (c == '\n' || c == '\r') {
            length = 0;
            atCellStart = true;
        } else {
            quoted = c == '"' && atCellStart;
            atCellStart = c == ',';
        }
        if (length > LONGEST) {
            throw new TooLongException();
        }
    }
}

/**
 * The line: what every family on a byte stream shares. Start at {@link
 * com.hasivu.reader.line.LineReader}: a {@link com.hasivu.reader.line.Transport} brings bytes, a
 * {@link com.hasivu.reader.line.Codec} finds frames, a {@link com.hasivu.reader.line.Machine}
 * decides. Only the transport does I/O. Knows no family.
 */
@NullMarked
package com.hasivu.reader.line;

import org.jspecify.annotations.NullMarked;

package com.hasivu.reader.llrp;

import java.nio.ByteBuffer;

/**
 * What a reader makes of a request. Source: LLRP 1.0.1, section 14.2.2 (LLRPStatus), codes in
 * section 14.2.1.
 *
 * @param text the reader's own words; often empty
 */
record Status(int code, String text) {
    private static final int LONGEST_TEXT = 120;

    /** From an LLRPStatus parameter's content. */
    static Status read(ByteBuffer content) {
        int code = content.getShort() & 0xFFFF;
        return new Status(code, Parameter.text(content));
    }

    boolean isSuccess() {
        return code == 0;
    }

    /** For people: the name of the code, and the reader's words. */
    String words() {
        String said = text.strip();
        if (said.isEmpty()) {
            return name();
        }
        return "%s: %s"
                .formatted(
                        name(),
                        said.length() > LONGEST_TEXT ? said.substring(0, LONGEST_TEXT) : said);
    }

    private String name() {
        return switch (code) {
            case 0 -> "success";
            case 100, 200 -> "a parameter is wrong";
            case 101, 201 -> "a field is wrong";
            case 102, 202 -> "a parameter was not expected";
            case 103, 203 -> "a parameter is missing";
            case 109 -> "the message is not supported";
            case 110 -> "the version is not supported";
            case 111, 209 -> "a parameter is not supported";
            case 300 -> "a field does not exist";
            case 301 -> "a field is out of range";
            case 401 -> "the reader has a fault";
            default -> "status " + code;
        };
    }
}

package com.hasivu.cloud.history;

/** Numbers as India writes them: 12,34,567. Pure. */
final class Rupees {
    private Rupees() {}

    /** Three digits, then groups of two. */
    static String grouped(long number) {
        String digits = Long.toString(Math.abs(number));
        var text = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            int left = digits.length() - i;
            if (i > 0 && (left == 3 || (left > 3 && left % 2 == 1))) {
                text.append(',');
            }
            text.append(digits.charAt(i));
        }
        return number < 0 ? "-" + text : text.toString();
    }

    /** An amount in paise, for example {@code ₹1,23,456.50}. */
    static String of(long paise) {
        return "%s₹%s.%02d"
                .formatted(
                        paise < 0 ? "-" : "",
                        grouped(Math.abs(paise / 100)),
                        Math.abs(paise % 100));
    }
}

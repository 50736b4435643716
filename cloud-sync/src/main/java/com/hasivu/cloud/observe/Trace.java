package com.hasivu.cloud.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of a request: its own, and the trace it belongs to (W3C Trace Context, section 3.2).
 * Bound to the thread that works for it, so that log lines and calls to others carry them. Rows
 * that others work on later keep them as {@link #words}.
 *
 * @param requestId what the client sent as {@code X-Request-Id}, or one made here
 * @param traceId 32 hex digits, of the caller's {@code traceparent}, or made here
 * @param spanId 16 hex digits: this request within the trace
 * @param flags two hex digits, passed on as they came
 */
public record Trace(String requestId, String traceId, String spanId, String flags) {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern PARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final String NOT_SAMPLED = "00";
    private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();

    /** Takes over what is valid of the headers and makes the rest. */
    public static Trace of(@Nullable String requestId, @Nullable String traceparent) {
        String id =
                requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : hex(16);
        Matcher parent = PARENT.matcher(traceparent == null ? "" : traceparent);
        return parent.matches() && valid(parent)
                ? new Trace(id, parent.group(2), hex(8), parent.group(4))
                : new Trace(id, hex(16), hex(8), NOT_SAMPLED);
    }

    /** Goes on with what {@link #words} told, as another span; empty when it told of no request. */
    public static Optional<Trace> ofWords(@Nullable String words) {
        if (words == null || words.indexOf(' ') < 0) {
            return Optional.empty();
        }
        int space = words.indexOf(' ');
        return Optional.of(of(words.substring(space + 1), words.substring(0, space)));
    }

    /** The request this thread works for, in words to keep; null when it works for none. */
    public static @Nullable String currentWords() {
        return current().map(Trace::words).orElse(null);
    }

    /** Does work for a request, or for none. */
    public static void within(Optional<Trace> trace, Runnable work) {
        trace.ifPresentOrElse(known -> known.run(work), work);
    }

    /** Asks for something for a request, or for none. */
    public static <T> T within(Optional<Trace> trace, Supplier<T> asked) {
        return trace.isPresent() ? trace.get().ask(asked) : asked.get();
    }

    private static boolean valid(Matcher parent) {
        String version = parent.group(1);
        boolean longer = parent.group(5) != null;
        return !version.equals("ff")
                && !(version.equals("00") && longer)
                && !parent.group(2).matches("0+")
                && !parent.group(3).matches("0+");
    }

    /** The request this thread works for. */
    public static Optional<Trace> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** What to send to others as {@code traceparent}. */
    public String traceparent() {
        return "00-%s-%s-%s".formatted(traceId, spanId, flags);
    }

    /** To be kept in a row: the {@code traceparent}, a space, the request's id. */
    public String words() {
        return traceparent() + " " + requestId;
    }

    /** Does work for this request; its log lines carry the ids. */
    public void run(Runnable work) {
        var unused =
                ask(
                        () -> {
                            work.run();
                            return this;
                        });
    }

    private <T> T ask(Supplier<T> asked) {
        try (var request = MDC.putCloseable("request", requestId);
                var trace = MDC.putCloseable("trace", traceId)) {
            return ScopedValue.where(CURRENT, this).call(asked::get);
        }
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1; // never all zero
        return HexFormat.of().formatHex(random);
    }
}

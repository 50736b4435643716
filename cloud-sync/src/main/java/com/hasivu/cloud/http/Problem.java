package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Trace;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A request that is answered with a problem document (RFC 9457). Thrown by a handler; the whole
 * transaction it leaves is undone. The code is stable, the detail names the value and the fix.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String title;
    private final transient List<Fault> faults;

    /**
     * One fault of the request.
     *
     * @param pointer JSON pointer into the body (RFC 6901); absent for a parameter
     * @param parameter name of a query parameter or header; absent for the body
     */
    public record Fault(@Nullable String pointer, @Nullable String parameter, String detail) {
        /** A fault at a place in the body. */
        public static Fault at(String pointer, String detail) {
            return new Fault(pointer, null, detail);
        }

        /** A fault of a query parameter or header. */
        public static Fault of(String parameter, String detail) {
            return new Fault(null, parameter, detail);
        }
    }

    public Problem(int status, String code, String title, String detail, List<Fault> faults) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
        this.faults = List.copyOf(faults);
    }

    public Problem(int status, String code, String title, String detail) {
        this(status, code, title, detail, List.of());
    }

    /** Nothing there, or nothing the caller may see: always the same answer. */
    public static Problem notFound() {
        return new Problem(404, "not-found", "Not found", "there is nothing here that you may see");
    }

    /** No token, or one that does not count. */
    public static Problem unauthenticated() {
        return new Problem(
                401,
                "unauthenticated",
                "Not signed in",
                "send a valid access token: sign in again");
    }

    /** The caller is known, and may not do this. */
    public static Problem forbidden(String code, String detail) {
        return new Problem(403, code, "Not allowed", detail);
    }

    /** The state of things forbids it. */
    public static Problem conflict(String code, String detail) {
        return new Problem(409, code, "Conflict", detail);
    }

    /** Well-formed, but it cannot be done as asked. */
    public static Problem refused(String code, String detail, Fault... faults) {
        return new Problem(422, code, "Cannot be done", detail, List.of(faults));
    }

    /** A request that is wrong in itself. */
    public static Problem badRequest(String code, String detail, Fault... faults) {
        return new Problem(400, code, "Bad request", detail, List.of(faults));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<Fault> faults() {
        return faults;
    }

    /**
     * As it travels. A 401, 403 or 404 says nothing of the request, so that the answer about what
     * is there and may not be seen is the same, byte for byte, as about what is not there.
     */
    Document document(Trace trace) {
        boolean same = status == 401 || status == 403 || status == 404;
        return new Document(
                "/docs/problems/" + code,
                title,
                status,
                code,
                String.valueOf(getMessage()),
                same ? null : trace.requestId(),
                faults);
    }

    /**
     * RFC 9457, section 3.
     *
     * @param type the page that says what the code means and what to do
     * @param request the id the log knows the request by; also in X-Request-Id
     */
    record Document(
            String type,
            String title,
            int status,
            String code,
            String detail,
            @Nullable String request,
            List<Fault> errors) {}
}

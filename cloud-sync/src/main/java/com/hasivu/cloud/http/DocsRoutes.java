package com.hasivu.cloud.http;

import java.util.Map;
import java.util.TreeMap;

/** The contract and every problem code as pages; made once, when every route is there. */
public final class DocsRoutes {
    private static final String HTML = "text/html; charset=utf-8";

    private final ProblemCodes problems = ProblemCodes.load();
    private final Map<String, Fixed> pages = new TreeMap<>();

    /** Register last: a route that comes later is not on the page. */
    public void register(Api api) {
        for (ProblemCodes.Entry entry : problems.all()) {
            pages.put(entry.code(), new Fixed(HTML, DocsPage.problem(entry)));
        }
        var list = new Fixed(HTML, DocsPage.problems(problems));
        var style = new Fixed("text/css; charset=utf-8", Html.STYLE);
        api.route("getDocsStyle", Access.everyone(), request -> Reply.ok(style));
        api.route("getProblemList", Access.everyone(), request -> Reply.ok(list));
        api.route("getProblemPage", Access.everyone(), this::problem);
        var contract = new Fixed[1];
        api.route("getDocs", Access.everyone(), request -> Reply.ok(contract[0]));
        contract[0] = new Fixed(HTML, DocsPage.contract(api, problems));
    }

    private Reply problem(Request request) {
        Fixed page = pages.get(request.path("code"));
        if (page == null) {
            throw Problem.notFound();
        }
        return Reply.ok(page);
    }
}

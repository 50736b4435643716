package com.hasivu.cloud;

import java.util.List;

/** For children who were put in by hand: consent on paper, so that they are active. */
public final class Consented {
    /** Run both in this order. */
    public static final List<String> ALL =
            List.of(
                    "insert into consents (school, student, kind, notice, purposes, language, how, reference, recorded_by, recorded)"
                            + " select school, id, 'given', 1, 'meals', 'en', 'paper', 'fixture-1', 0, created from students"
                            + " where consent is null and left_at is null",
                    "update students set active = true, consent = (select max(c.id) from consents c where c.student = students.id)"
                            + " where consent is null and left_at is null");

    private Consented() {}
}

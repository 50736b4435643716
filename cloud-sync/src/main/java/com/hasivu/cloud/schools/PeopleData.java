package com.hasivu.cloud.schools;

import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/** What is kept of children and of who is responsible for them. */
public final class PeopleData implements PersonalData {
    private final Students students;

    public PeopleData(Students students) {
        this.students = students;
    }

    private record Link(long guardian, long student, boolean mayOrder, boolean mayCollect) {
        static Link of(Students.Guardian link) {
            return new Link(
                    link.user().value(),
                    link.student().value(),
                    link.mayOrder(),
                    link.mayCollect());
        }
    }

    private record Kept(StudentView child, List<Link> guardians) {}

    @Override
    public String part() {
        return "people";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return switch (subject) {
            case Subject.Child(var school, var id) ->
                    students.find(tx, school, id).stream()
                            .map(
                                    child ->
                                            new Kept(
                                                    StudentView.of(child),
                                                    students.guardians(tx, id).stream()
                                                            .map(Link::of)
                                                            .toList()))
                            .toList();
            case Subject.Guardian guardian ->
                    students.ofGuardian(tx, guardian.id()).stream()
                            .map(child -> students.guardian(tx, guardian.id(), child).orElseThrow())
                            .map(Link::of)
                            .toList();
        };
    }

    @Override
    public Optional<String> obstacle(DSLContext tx, Subject subject) {
        return switch (subject) {
            case Subject.Child(var school, var id) ->
                    students.find(tx, school, id)
                            .filter(child -> child.state() != StudentState.LEFT)
                            .map(
                                    child ->
                                            "the child has not left the school; set active false first");
            case Subject.Guardian guardian ->
                    students.ofGuardian(tx, guardian.id()).isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    "the person is still a guardian; end that, or erase the children first");
        };
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        if (subject instanceof Subject.Child(var school, var id)) {
            students.find(tx, school, id).ifPresent(child -> Once.forget(tx, "name", child.name()));
            Once.forget(tx, "createStudent", id.value());
            students.erase(tx, school, id, actor);
        }
    }
}

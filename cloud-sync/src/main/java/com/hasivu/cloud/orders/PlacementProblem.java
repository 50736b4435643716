package com.hasivu.cloud.orders;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.SchoolCalendar;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;

/** Why an order was not placed, as a problem document with a stable code. Pure. */
public final class PlacementProblem {
    private PlacementProblem() {}

    /**
     * The order that was placed.
     *
     * @throws Problem when there is none
     */
    public static Placement.Placed placed(Placement placement, Wish wish) {
        return switch (placement) {
            case Placement.Placed placed -> placed;
            case Placement.NotYours(StudentId student) ->
                    throw Problem.forbidden(
                            "student-not-yours",
                            "you may not order for student %s".formatted(student));
            case Placement.StudentInactive(StudentId student) ->
                    throw Problem.refused(
                            "student-inactive",
                            "student %s has left the school, or nobody consents for it: give consent first"
                                    .formatted(student),
                            Problem.Fault.at("/student", "has left, or awaits consent"));
            case Placement.NoSuchWindow(WindowId window) ->
                    throw Problem.refused(
                            "unknown-window",
                            "the school has no meal window '%s'".formatted(window),
                            Problem.Fault.at("/window", "is no meal window of the school"));
            case Placement.TooLate(Instant deadline) ->
                    throw Problem.refused(
                            "deadline-passed",
                            "orders for this meal closed at %s".formatted(deadline),
                            Problem.Fault.at("/date", "is too late"));
            case Placement.TooFarAhead(LocalDate lastDay) ->
                    throw Problem.refused(
                            "too-far-ahead",
                            "orders are taken up to %s".formatted(lastDay),
                            Problem.Fault.at("/date", "is after " + lastDay));
            case Placement.Closed(SchoolCalendar.Closure why) ->
                    throw Problem.refused(
                            why.code(),
                            "no %s on %s: %s; choose another day"
                                    .formatted(wish.window(), wish.day(), why.why()),
                            Problem.Fault.at("/date", why.why()));
            case Placement.Unsuitable unsuitable -> throw unsuitable(unsuitable, wish);
            case Placement.NotServed(Menus.Taken why) -> throw notServed(why, wish);
        };
    }

    private static Problem unsuitable(Placement.Unsuitable why, Wish wish) {
        return Problem.refused(
                why.harms() ? "allergen-conflict" : "diet-conflict",
                "not for student %s: %s"
                        .formatted(
                                wish.student(),
                                why.conflicts().stream()
                                        .map(PlacementProblem::words)
                                        .collect(Collectors.joining("; "))),
                why.conflicts().stream()
                        .map(one -> Problem.Fault.at(pointer(wish, one.dish(), "dish"), words(one)))
                        .toArray(Problem.Fault[]::new));
    }

    private static String words(Placement.Unsuitable.Conflict one) {
        return one.name() + " " + String.join(", and ", one.reasons());
    }

    private static Problem notServed(Menus.Taken why, Wish wish) {
        return switch (why) {
            case Menus.Taken.NoMenu() ->
                    Problem.refused(
                            "no-menu",
                            "there is no menu for %s on %s".formatted(wish.window(), wish.day()),
                            Problem.Fault.at("/date", "has no menu"));
            case Menus.Taken.NotOnMenu(long dish) ->
                    Problem.refused(
                            "not-on-menu",
                            "dish %d is not on the menu".formatted(dish),
                            Problem.Fault.at(pointer(wish, dish, "dish"), "is not on the menu"));
            case Menus.Taken.OverLimit(long dish, int limit) ->
                    Problem.refused(
                            "over-limit",
                            "an order holds at most %d of dish %d".formatted(limit, dish),
                            Problem.Fault.at(pointer(wish, dish, "quantity"), "at most " + limit));
            case Menus.Taken.SoldOut(long dish, int left) ->
                    Problem.conflict(
                            "sold-out", "of dish %d %d portions are left".formatted(dish, left));
            case Menus.Taken.Done done -> throw new IllegalStateException("not a refusal: " + done);
        };
    }

    private static String pointer(Wish wish, long dish, String field) {
        for (int i = 0; i < wish.lines().size(); i++) {
            if (wish.lines().get(i).dish() == dish) {
                return "/lines/%d/%s".formatted(i, field);
            }
        }
        return "/lines";
    }
}

package com.hasivu.simulator.world;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StudentId;

import java.time.LocalDate;
import java.util.Optional;

/**
 * One school's lunch: children come, some twice, some to another counter, some with a card nobody
 * knows; who saw no light tries again. The office blocks a card, a parent cancels or orders late.
 */
final class Lunch {
    private static final long MINUTE = 60_000;

    private final World world;
    private final School school;
    private final LocalDate day;
    private final Dice dice;

    Lunch(World world, School school, LocalDate day) {
        this.world = world;
        this.school = school;
        this.day = day;
        this.dice = new Dice(world.plan.seed(), "lunch " + school.id + " " + day);
    }

    void plan() {
        for (School.Child child : school.children) {
            if (dice.chance(0.95)) {
                long at = inLunch();
                Board board = dice.pick(school.boards);
                come(at, board, child.card());
                if (dice.chance(0.15)) { // held too long, or presented twice
                    come(at + dice.between(500, 3_000), board, child.card());
                }
                if (dice.chance(0.3)) { // hungry still
                    come(at + dice.around(4 * MINUTE), dice.pick(school.boards), child.card());
                }
            }
            if (dice.chance(0.05)) {
                byte[] nobody = child.card().bytes();
                nobody[0] = (byte) 0xF0;
                come(inLunch(), dice.pick(school.boards), CardId.of(nobody));
            }
            if (dice.chance(0.08)) { // the card is at home; a supervisor looks the child up
                Board board = dice.pick(school.boards);
                world.agenda.at(inLunch(), () -> board.byHand(new StudentId(child.student())));
            }
            if (dice.chance(0.08)) {
                world.agenda.at(inLunch(), () -> world.office.cancel(school, child, day));
            }
            if (dice.chance(0.04)) {
                long at = inLunch();
                world.agenda.at(at, () -> world.office.late(school, child, day));
                come(at + dice.around(2 * MINUTE), dice.pick(school.boards), child.card());
            }
            if (dice.chance(0.05)) {
                long at = inLunch();
                world.agenda.at(at, () -> world.office.block(school, child, true));
                come(at + dice.around(2 * MINUTE), dice.pick(school.boards), child.card());
                if (dice.chance(0.5)) {
                    world.agenda.at(
                            at + dice.around(8 * MINUTE),
                            () -> world.office.block(school, child, false));
                }
            }
        }
    }

    private long inLunch() {
        return dice.between(
                school.at(day, School.OPENS) - MINUTE / 2,
                school.at(day, School.CLOSES) + MINUTE / 2);
    }

    private void come(long at, Board board, CardId card) {
        world.agenda.at(at, () -> present(board, card, 1));
    }

    /** A card at a reader; a child that sees no green and no clear refusal comes again. */
    private void present(Board board, CardId card, int time) {
        Optional<TapResult> result = board.tap(card);
        world.trace.say("card %s at %s: %s", card.masked(), board, says(result));
        if (result.orElse(null)
                        instanceof TapResult.Decided(TapDecision.Serve serve, var id, var shown)
                && shown
                && dice.chance(0.08)) { // the meal was another child's
            world.agenda.in(dice.between(1_000, 12_000), () -> board.undo(id.sequence()));
            if (dice.chance(0.7)) {
                come(world.agenda.now() + dice.between(5_000, 90_000), board, card);
            }
        }
        boolean nothingSeen =
                result.map(
                                it ->
                                        switch (it) {
                                            case TapResult.OutOfService out -> true;
                                            case TapResult.Decided decided -> !decided.signalled();
                                            case TapResult.Reshown reshown -> !reshown.signalled();
                                        })
                        .orElse(true);
        if (nothingSeen && time < 6) {
            world.agenda.in(dice.around(12_000), () -> present(board, card, time + 1));
        }
    }

    private static String says(Optional<TapResult> result) {
        return result.map(it -> it.getClass().getSimpleName()).orElse("no light");
    }
}

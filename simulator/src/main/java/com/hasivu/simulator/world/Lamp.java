package com.hasivu.simulator.world;

import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.signal.Signal;

import java.util.ArrayList;
import java.util.List;

/** What the children see. Each light is told to the watch at once. */
final class Lamp implements Signal {
    private final World world;
    private final Board board;
    private final Life life;
    private final List<Shown> seen = new ArrayList<>(); // of the tap under way
    private boolean broken;

    Lamp(World world, Board board, Life life) {
        this.world = world;
        this.board = board;
        this.life = life;
    }

    /** A new tap: nothing seen yet. */
    void dark() {
        seen.clear();
    }

    List<Shown> seen() {
        return List.copyOf(seen);
    }

    void breakOnce() {
        broken = true;
    }

    @Override
    public long show(Shown shown) {
        life.step();
        if (broken) {
            broken = false;
            world.happened(Happening.LAMP_BROKEN);
            throw new IllegalStateException("the lamp's cable is loose");
        }
        seen.add(shown);
        board.watch.lights.lit(shown);
        life.step();
        return 0;
    }
}

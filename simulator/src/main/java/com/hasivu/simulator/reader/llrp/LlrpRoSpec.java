package com.hasivu.simulator.reader.llrp;

import com.hasivu.simulator.reader.llrp.LlrpParameters.Wrong;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a client wants to have read and reported. Source: LLRP 1.0.1, sections 10.2 and 13.2.1.
 *
 * @param startsAtOnce its start trigger is Immediate: enabling starts it
 * @param antenna zero is all
 * @param power index into the power table; zero leaves it
 * @param every tags in one report, or in one inventory; zero is none until asked
 * @param content what a report tells of a tag, as TagReportContentSelector's bits
 * @param memory what it tells of the tag's memory, as C1G2EPCMemorySelector's bits
 * @param state of it now
 */
record LlrpRoSpec(
        int id,
        boolean startsAtOnce,
        int antenna,
        int power,
        int every,
        int content,
        int memory,
        State state) {
    enum State {
        DISABLED,
        INACTIVE,
        ACTIVE
    }

    private static final int M_FIELD_ERROR = 101;
    private static final int P_FIELD_ERROR = 201;
    private static final int OUT_OF_RANGE = 301;
    private static final int ANTENNAS = 4;
    private static final int GEN2 = 1;

    /** From an ADD_ROSPEC's body; {@code powers} is the number of entries of the power table. */
    static LlrpRoSpec read(ByteBuffer body, int powers) {
        try {
            return readWhole(body, powers);
        } catch (BufferUnderflowException e) {
            throw new Wrong(LlrpParameters.MALFORMED, "a field is missing");
        }
    }

    private static LlrpRoSpec readWhole(ByteBuffer body, int powers) {
        ByteBuffer in = LlrpParameters.read(body).need(177);
        int id = in.getInt();
        in.get(); // priority
        check(id != 0, M_FIELD_ERROR, "ROSpec 0 means all");
        check(in.get() == 0, P_FIELD_ERROR, "a new ROSpec must be disabled");
        LlrpParameters parts = LlrpParameters.read(in);
        LlrpParameters boundary = LlrpParameters.read(parts.need(178));
        boolean startsAtOnce = boundary.need(179).get() == 1;
        boundary.need(182);
        ByteBuffer inventory = parts.need(183);
        int antennas = inventory.getShort();
        int antenna = inventory.getShort();
        for (int more = 1; more < antennas; more++) {
            inventory.getShort();
        }
        check(antenna >= 0 && antenna <= ANTENNAS, OUT_OF_RANGE, "no such antenna");
        LlrpParameters air = LlrpParameters.read(inventory);
        int inOneInventory = tagsOfInventory(air.need(184));
        int power = power(air.need(186), powers);
        if (parts.first(237).isEmpty()) {
            return new LlrpRoSpec(id, startsAtOnce, antenna, power, 0, 0, 0, State.DISABLED);
        }
        ByteBuffer report = parts.need(237);
        int trigger = report.get();
        int tags = report.getShort() & 0xFFFF;
        ByteBuffer selector = LlrpParameters.read(report).need(238);
        int content = selector.getShort() & 0xFFFF;
        int memory =
                LlrpParameters.read(selector).first(348).map(bits -> bits.get() & 0xFF).orElse(0);
        int every = trigger == 0 ? 0 : tags == 0 ? inOneInventory : tags;
        return new LlrpRoSpec(
                id, startsAtOnce, antenna, power, every, content, memory, State.DISABLED);
    }

    /** After so many tags an inventory ends, and its report is due; zero is never. */
    private static int tagsOfInventory(ByteBuffer stopTrigger) {
        stopTrigger.get();
        stopTrigger.getInt();
        return LlrpParameters.read(stopTrigger)
                .first(185)
                .map(observation -> observation.getShort(2) & 0xFFFF)
                .orElse(0);
    }

    private static int power(ByteBuffer inventory, int powers) {
        inventory.getShort();
        check(inventory.get() <= GEN2, P_FIELD_ERROR, "only EPC Gen2");
        var transmitter =
                LlrpParameters.read(inventory)
                        .first(222)
                        .flatMap(
                                antenna -> {
                                    antenna.getShort();
                                    return LlrpParameters.read(antenna).first(224);
                                });
        if (transmitter.isEmpty()) {
            return 0;
        }
        check(transmitter.get().getShort() == 1, OUT_OF_RANGE, "no such hop table");
        transmitter.get().getShort(); // a reader that hops takes no channel
        int index = transmitter.get().getShort();
        check(index >= 1 && index <= powers, OUT_OF_RANGE, "no such transmit power");
        return index;
    }

    private static void check(boolean holds, int status, String words) {
        if (!holds) {
            throw new Wrong(status, words);
        }
    }

    LlrpRoSpec in(State next) {
        return new LlrpRoSpec(id, startsAtOnce, antenna, power, every, content, memory, next);
    }
}

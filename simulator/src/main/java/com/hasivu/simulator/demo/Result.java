package com.hasivu.simulator.demo;

import com.hasivu.simulator.check.Finding;

import java.util.List;
import java.util.Map;

/**
 * The demo's figures; printed as the one JSON document of {@code --json}.
 *
 * @param seed what the school was made from
 * @param taps children who came to the counter, in the order of the queue
 * @param lights signals the station gave
 * @param records records in the station's journal
 * @param serves records of a meal handed over
 * @param refusals records of a refusal, by its code
 * @param reshown greens shown again for a record made just before the kill
 * @param retries times a child had to put the card on again because the station was down
 * @param latencyMillis by stage, from the station's own clock
 * @param recordsLost lights with a sequence that the journal or the cloud does not have
 * @param recordsDoubled orders served twice, and visits with more than one record
 * @param wrongAnswers visits that ended otherwise than the school's plan says
 * @param delivered orders the cloud shows as delivered
 * @param deliveredByApi the same as the school sees them by HTTP
 * @param ok whether every count agrees
 * @param problems what does not agree
 */
public record Result(
        long seed,
        String database,
        int taps,
        int lights,
        int records,
        int serves,
        Map<String, Integer> refusals,
        int reshown,
        int retries,
        Map<String, Figures> latencyMillis,
        int recordsLost,
        int recordsDoubled,
        int wrongAnswers,
        int delivered,
        int deliveredByApi,
        long cardBlockedMillis,
        long orderCancelledMillis,
        long brokerAwayMillis,
        int killedAfterVisits,
        long readyAfterKillMillis,
        long drainedMillis,
        List<Finding> invariants,
        boolean ok,
        List<String> problems) {}

package com.hasivu.simulator.demo;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.demo.Counter.Visit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The counts that visits, lights and the journal's records must agree on.
 *
 * <p>For each card: every visit ends in one light, which has a record of its own or ({@code
 * reshown}) shows an earlier one again; and each further try, made because a killed station gave no
 * light, may have left one record that nobody saw. So {@code visits - reshown <= records <= visits
 * - reshown + further tries}. Fewer are lost, more are doubled. A record shown again to a hand that
 * stays, because a machine stood still and the card seemed to have left, ended no visit.
 */
record Counts(
        int serves,
        Map<String, Integer> refusals,
        int reshown,
        int retries,
        int lost,
        int doubled,
        int wrong) {

    /** One card's tally. */
    private static final class Tally {
        int visits;
        int furtherTries;
        int reshown;
        int records;
    }

    static Counts of(List<Visit> visits, List<Light> lights, List<RawRecord> records) {
        Map<CardId, Tally> tallies = new HashMap<>();
        Map<String, Integer> refusals = new TreeMap<>();
        Map<Long, Integer> servesByOrder = new TreeMap<>();
        Map<Long, CardId> cardBySequence = new HashMap<>();
        for (RawRecord record : records) {
            if (record.tap().hasByHand()) {
                continue; // no card, no light
            }
            CardId card = CardId.of(record.tap().getCard().toByteArray());
            cardBySequence.put(record.sequence(), card);
            tally(tallies, card).records++;
            if (record.tap().hasServe()) {
                servesByOrder.merge(record.tap().getServe().getOrder(), 1, Integer::sum);
            } else {
                refusals.merge(record.tap().getRefusal().getReason().name(), 1, Integer::sum);
            }
        }
        int lost = 0;
        Set<Long> shown = new HashSet<>();
        for (Light light : lights) {
            if (!isReshown(light) && light.sequence() > 0 && !shown.add(light.sequence())) {
                lost++; // two different lights claim one record
            }
            if (light.sequence() > 0
                    && !light.card().equals(cardBySequence.get(light.sequence()))) {
                lost++;
            }
        }
        int wrong = 0;
        for (Visit visit : visits) {
            Tally tally = tally(tallies, visit.tap().child().card());
            tally.visits += visit.light().isPresent() ? 1 : 0;
            tally.reshown += visit.light().filter(Counts::isReshown).isPresent() ? 1 : 0;
            tally.furtherTries += visit.tries() - 1;
            if (visit.light().isEmpty()
                    || !visit.light().get().answer().equals(visit.tap().answer())) {
                wrong++;
            }
        }
        int doubled = servesByOrder.values().stream().mapToInt(n -> n - 1).sum();
        for (Tally tally : tallies.values()) {
            int least = tally.visits - tally.reshown;
            lost += Math.max(0, least - tally.records);
            doubled += Math.max(0, tally.records - least - tally.furtherTries);
        }
        return new Counts(
                servesByOrder.values().stream().mapToInt(Integer::intValue).sum(),
                refusals,
                tallies.values().stream().mapToInt(t -> t.reshown).sum(),
                tallies.values().stream().mapToInt(t -> t.furtherTries).sum(),
                lost,
                doubled,
                wrong);
    }

    private static boolean isReshown(Light light) {
        return light.decision().equals("reshown");
    }

    private static Tally tally(Map<CardId, Tally> tallies, CardId card) {
        return tallies.computeIfAbsent(card, c -> new Tally());
    }
}

package com.hasivu.simulator.load;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;

/**
 * The school that was made for the load.
 *
 * @param days whose lunch may be ordered
 * @param prices of the dishes on every menu, in paise
 * @param portions of each dish on each menu
 * @param kitchen somebody of the kitchen
 * @param office somebody of the office
 * @param parents one for each user
 */
public record LoadSchool(
        String id,
        String window,
        List<LocalDate> days,
        SortedMap<Long, Long> prices,
        int portions,
        Account kitchen,
        Account office,
        List<Account> parents) {}

package com.hasivu.cloud.plans;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.protocol.WindowId;

import java.time.LocalDate;
import java.util.List;

/** What one meal of a plan shall be. */
record PlannedMenu(LocalDate day, WindowId window, List<Menus.NewItem> items) {
    PlannedMenu {
        items = List.copyOf(items);
    }
}

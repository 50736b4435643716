package com.hasivu.cloud.menus;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import java.time.LocalDate;

/** One meal of one school: which day, which window. There is one menu for each. */
public record Slot(SchoolId school, LocalDate day, WindowId window) {}

package com.hasivu.edge.doctor;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Under-voltage of a Raspberry Pi: the hwmon device {@code rpi_volt} has an alarm that stays set
 * since the last start, and the firmware tells a bit mask in {@code get_throttled}. Sources: the
 * kernel's raspberrypi-hwmon driver; Raspberry Pi documentation of vcgencmd get_throttled.
 */
record PowerCheck(Machine machine) implements Check {
    private static final String THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled";
    private static final int UNDER_VOLTAGE_NOW = 1;
    private static final int UNDER_VOLTAGE_SEEN = 1 << 16;

    @Override
    public String name() {
        return "power";
    }

    @Override
    public Finding look() throws IOException {
        boolean known = false;
        boolean low = false;
        for (Path monitor : machine.list("/sys/class/hwmon")) {
            String here = "/sys/class/hwmon/" + monitor.getFileName();
            if (machine.text(here + "/name").filter("rpi_volt"::equals).isPresent()) {
                known = true;
                low |= machine.text(here + "/in0_lcrit_alarm").filter("1"::equals).isPresent();
            }
        }
        String mask = machine.text(THROTTLED).orElse("");
        if (mask.matches("(0x)?[0-9a-fA-F]{1,8}")) {
            known = true;
            long bits = Long.parseLong(mask.replace("0x", ""), 16);
            low |= (bits & (UNDER_VOLTAGE_NOW | UNDER_VOLTAGE_SEEN)) != 0;
        }
        if (!known) {
            return new Finding.Skip("this board does not tell its supply voltage");
        }
        return low
                ? new Finding.Fail(
                        "under-voltage since the last start",
                        "use the board's own power supply and a short thick cable; give strong readers their own supply; then reboot")
                : new Finding.Ok("the supply voltage held");
    }
}

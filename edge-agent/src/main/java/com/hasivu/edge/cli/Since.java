package com.hasivu.edge.cli;

import com.hasivu.edge.settings.Quantity;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/**
 * A moment as a person writes it: how long ago, or when; without a zone, in that of this computer.
 */
final class Since implements ITypeConverter<Instant> {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd['T'HH:mm[:ss[.SSS]][XXX]]");

    private final InstantSource clock;
    private final ZoneId zone;

    Since() {
        this(InstantSource.system(), ZoneId.systemDefault());
    }

    Since(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public Instant convert(String text) {
        return Quantity.duration(text)
                .map(ago -> clock.instant().minus(ago))
                .orElseGet(() -> when(text));
    }

    private Instant when(String text) {
        try {
            TemporalAccessor when =
                    WHEN.parseBest(
                            text,
                            java.time.ZonedDateTime::from,
                            LocalDateTime::from,
                            LocalDate::from);
            return switch (when) {
                case java.time.ZonedDateTime zoned -> zoned.toInstant();
                case LocalDateTime local -> local.atZone(zone).toInstant();
                case LocalDate day -> day.atStartOfDay(zone).toInstant();
                default -> throw new IllegalStateException("not asked for: " + when);
            };
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'%s' is no time; write 10m, 2h, 1d, 2026-11-23 or 2026-11-23T10:30"
                            .formatted(text));
        }
    }
}

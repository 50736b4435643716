/**
 * Cards bound at their first tap: an office's wish that the next card of nobody at a station shall
 * be a child's. Start at {@link com.hasivu.cloud.binding.Bindings}. Hears of refused cards from
 * {@link com.hasivu.cloud.rfid.TapEffects} and binds through {@link com.hasivu.cloud.cards.Cards}.
 */
@NullMarked
package com.hasivu.cloud.binding;

import org.jspecify.annotations.NullMarked;

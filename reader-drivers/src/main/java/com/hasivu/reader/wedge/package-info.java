/**
 * USB keyboard wedges: readers that type a card's number like a keyboard, heard through the
 * kernel's input events (evdev). Start at {@link com.hasivu.reader.wedge.WedgeDriver}; forms and
 * rights are in docs/readers/wedge.md.
 */
@NullMarked
package com.hasivu.reader.wedge;

import org.jspecify.annotations.NullMarked;

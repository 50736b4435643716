/**
 * Work of several transactions that ends done or undone, whoever dies meanwhile. Start at {@link
 * com.hasivu.cloud.saga.Sagas}; why and how is docs/adr/0020. Knows no epic: an epic says what the
 * steps are.
 */
@NullMarked
package com.hasivu.cloud.saga;

import org.jspecify.annotations.NullMarked;

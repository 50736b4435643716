/**
 * Children who sign in themselves, and the day they see. Start at {@link
 * com.hasivu.cloud.pupils.Pupils}. Why it is so little: docs/adr/0029.
 */
@NullMarked
package com.hasivu.cloud.pupils;

import org.jspecify.annotations.NullMarked;

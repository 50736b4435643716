/**
 * Databases that a release made, brought to what the program wants now. Start at {@link
 * com.hasivu.cloud.released.ReleasedSchemasTest}; what was released is in
 * src/test/resources/released.
 */
@NullMarked
package com.hasivu.cloud.released;

import org.jspecify.annotations.NullMarked;

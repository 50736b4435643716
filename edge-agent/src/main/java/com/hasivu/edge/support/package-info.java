/**
 * What a station tells a support person in one file. Start at {@link
 * com.hasivu.edge.support.Bundle}. Only listed fields of listed sources go in ({@link
 * com.hasivu.edge.support.Kept}); everything else stays at the school.
 */
@NullMarked
package com.hasivu.edge.support;

import org.jspecify.annotations.NullMarked;

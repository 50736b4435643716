/**
 * Whether the money holds, by the rows alone. Start at {@link com.hasivu.cloud.books.Books}. Knows
 * tables by their names and no class that writes them: a checker that asked the code would believe
 * it.
 */
@NullMarked
package com.hasivu.cloud.books;

import org.jspecify.annotations.NullMarked;

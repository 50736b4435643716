/**
 * What an epic says of the people it keeps data of: {@link com.hasivu.cloud.personal.PersonalData}.
 * Floor: knows no epic.
 */
@NullMarked
package com.hasivu.cloud.personal;

import org.jspecify.annotations.NullMarked;

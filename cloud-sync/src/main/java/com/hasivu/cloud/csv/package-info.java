/** Tables for spreadsheets: {@link com.hasivu.cloud.csv.Csv}. Knows no epic. */
@NullMarked
package com.hasivu.cloud.csv;

import org.jspecify.annotations.NullMarked;

/**
 * Tables for spreadsheets, both ways: {@link com.hasivu.cloud.csv.Csv} writes them, {@link
 * com.hasivu.cloud.csv.Sheet} reads what schools send. Knows no epic.
 */
@NullMarked
package com.hasivu.cloud.csv;

import org.jspecify.annotations.NullMarked;

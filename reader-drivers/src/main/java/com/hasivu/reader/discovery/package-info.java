/**
 * Discovery: which reader listens on which serial port. Start at {@link
 * com.hasivu.reader.discovery.PortScan}. Asks with each driver's own {@link
 * com.hasivu.reader.line.VersionRequest}; knows no family.
 */
@NullMarked
package com.hasivu.reader.discovery;

import org.jspecify.annotations.NullMarked;

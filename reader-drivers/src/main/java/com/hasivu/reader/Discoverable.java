package com.hasivu.reader;

import com.hasivu.reader.line.VersionRequest;

import java.util.List;

/** A driver whose readers say what they are when a serial port is asked. */
public interface Discoverable {
    /** In the order to try; each belongs to one speed. */
    List<VersionRequest> versionRequests();
}

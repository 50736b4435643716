package com.hasivu.reader.supervisor;

import com.hasivu.reader.ReaderEvent.Fault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs and tells each change of state once, however often it is reported. One thread. */
final class StatusTeller {
    private final String reader;
    private final ReaderStatusListener listener;
    private final Logger log;
    private @Nullable ReaderStatus told;

    StatusTeller(String reader, ReaderStatusListener listener, Logger log) {
        this.reader = reader;
        this.listener = listener;
        this.log = log;
    }

    void tell(ReaderStatus status) {
        if (told != null && told.getClass() == status.getClass()) {
            return;
        }
        told = status;
        switch (status) {
            case ReaderStatus.Online(var detail) ->
                    log.info("reader {} online: {}", reader, detail);
            case ReaderStatus.Offline(var why) ->
                    log.warn(
                            "reader {} offline: {}; retry within {} s",
                            reader,
                            why,
                            Backoff.CAP.toSeconds());
            case ReaderStatus.Stopped stopped -> log.info("reader {} stopped", reader);
        }
        listener.changed(reader, status);
    }

    void fault(Fault fault) {
        listener.fault(reader, fault);
    }
}

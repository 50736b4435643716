package com.hasivu.edge.service;

import java.util.Optional;

/** A tap that serves nobody, to find out whether real ones would get through. */
public interface SyntheticTap {
    /**
     * Goes the way of a tap. Returns late, or never, when a part of that way is stuck; a disk that
     * fails is not: then it returns.
     *
     * @return what is stuck, when that can be told without waiting for it
     */
    Optional<String> pass();

    /** One line for the service manager's status. */
    String status();
}

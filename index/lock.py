"""The lock that keeps what it stands for to one writer; the system frees the lock of a process that died."""

import time

_LOOKED_AGAIN_AFTER_S = 0.05


def locked(descriptor: int, wait_s: float) -> bool:
    """Whether the lock on the open file was to be had within that time; closing the file frees it.

    Waits without end if `wait_s` is negative. Threads keep each other out as processes do. Raises OSError.
    """
    from filelock import lock_descriptor

    if wait_s < 0:
        return lock_descriptor(descriptor)
    deadline = time.monotonic() + wait_s
    while not lock_descriptor(descriptor, blocking=False):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOKED_AGAIN_AFTER_S)
    return True

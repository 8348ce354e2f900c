"""How much of the machine other programs use: such a disturbance is waited out, measured again, or at least told."""

import os
import resource
import time

LOUD = 15            # per cent of one CPU
LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 4


class Disturbance:
    """User-mode and stolen time of the whole machine, less that of this process and its children. (The kernel's
    own work is left out: it works for the ttys, too.)"""

    def __init__(self):
        self.time, self.foreign = time.monotonic(), foreign_seconds()

    def percent(self):
        """Since it was made; the children of that time must have ended."""
        return max(0.0, foreign_seconds() - self.foreign) / (time.monotonic() - self.time) * 100


def foreign_seconds():
    with open("/proc/stat") as f:
        words = f.readline().split()
    ticks = int(words[1]) + int(words[2]) + int(words[8])          # user, nice, steal
    own = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ticks / os.sysconf("SC_CLK_TCK") - own


def wait_for_quiet():
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        look = Disturbance()
        time.sleep(LOOK_SECONDS)
        if look.percent() <= LOUD:
            return

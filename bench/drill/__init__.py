"""Drills: parts are killed and their disks filled while they work, and a ledger is kept of what they promised.

    forewarn bench drill [--kills N] [--full-disk M] [--worker-kills K] [--seed S]

*store*   an embedded store is killed (SIGKILL) amid the writes of four clients, M of N times on a disk that fills up
          and gets room again; after each start, what it holds is compared with what it had answered

*worker*  worker and simulator are killed K times with an episode under way, beside a stand that is left alone; both
          must tell the same: episodes with their ids, the level and risk of each minute, the samples of each minute
"""

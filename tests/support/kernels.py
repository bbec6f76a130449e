"""Compile the kernels once: `python -m tests.support.kernels`, before many processes start that would each do it."""

from dataclasses import replace

import numpy as np

from tests.analytics.layers import stream


def main() -> None:
    """Feed a stream in which every layer has something to do, and then one series of it alone.

    Arrays of a single series have a layout of their own, for which Numba compiles anew.
    """
    stream.run(stream.fresh(), stream.values())
    pipeline = stream.fresh()
    alone = pipeline.over(pipeline.state.only(np.arange(1), np.arange(1)))
    alone.feed(replace(stream.samples(stream.values()[:, :1]), labels=stream.LABELS[:1]))


if __name__ == "__main__":
    main()

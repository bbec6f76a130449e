"""Rows and their neighbours in the same table: what differences, derivatives and runs are made of."""

import numpy as np

from fluxlite.flux.blocks.kinds import Bools, Ints
from fluxlite.flux.blocks.tables import Block


def place_in_table(block: Block) -> Ints:
    """The place of each row in its table, from 0."""
    return np.arange(block.n_rows) - block.offsets[:-1][block.table_of_row]


def previous_where(block: Block, mask: Bools) -> Ints:
    """For each row, the last row before it in its table for which the mask is true; -1 if there is none."""
    latest = last_where(block, mask)
    previous = np.concatenate(([-1], latest[:-1])) if len(latest) else latest
    return np.where(place_in_table(block) > 0, previous, -1)


def last_where(block: Block, mask: Bools) -> Ints:
    """For each row, the last row up to and with it in its table for which the mask is true; -1 if there is none."""
    rows = np.arange(block.n_rows)
    latest = np.maximum.accumulate(np.where(mask, rows, -1)) if len(rows) else rows
    return np.where(latest >= block.offsets[:-1][block.table_of_row], latest, -1)


def without_first(block: Block) -> Block:
    """Each table less its first row."""
    return block.filter_rows(place_in_table(block) > 0)

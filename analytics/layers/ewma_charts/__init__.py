"""Slow charts: the mean residual of a series over hours, against its own scatter and against what its peers do."""

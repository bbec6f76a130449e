"""Trials: a proposal judged on stored history by a process of its own, before it is in force."""

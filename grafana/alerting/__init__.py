"""Alerting as code: constant rules on what the worker decided, so that nobody tunes a rule, ever."""

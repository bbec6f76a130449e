"""A backtest for people: recordings in, tables and one page out."""

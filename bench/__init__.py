"""One command a claim: every number in the README is printed from here."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The source checkout; `python -m bench...` is run from there, as benches are in no installation."""

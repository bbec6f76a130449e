"""One command a claim: every number in the README is printed from here."""

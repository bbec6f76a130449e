"""A check for people: what comes, what would judge it, and what a person should look at first."""

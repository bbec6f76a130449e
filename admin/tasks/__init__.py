"""Tasks of maintenance: what is to be done, by when, on which day, by whom, and what was found."""

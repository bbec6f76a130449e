"""One module a dashboard; each has `build()`, and is named after the question that the dashboard answers."""

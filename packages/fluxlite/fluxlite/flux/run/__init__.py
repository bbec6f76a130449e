"""One run of a query: from a tree to a plan of steps, and from steps to tables."""

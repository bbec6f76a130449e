"""`/metrics`: the admin's own figures."""

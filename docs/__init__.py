"""Pages for people; what of them can be generated from the code is (`make docs`)."""

"""The frame of the API for programs, `/api/v1`: problems, pages, entity tags, and writes that happen once."""

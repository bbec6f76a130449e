"""All questions to the store, one module a noun; nothing else of the admin writes or reads it."""

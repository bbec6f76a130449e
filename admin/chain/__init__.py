"""The chain that every entry of the audit is a link of; `Store.put` adds to it."""

"""Every Flux query that ships: one `.flux` file each, read through `store.queries`."""

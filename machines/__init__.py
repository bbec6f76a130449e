"""Classes of machines as data: one TOML file each, read by `contract.catalogue`."""

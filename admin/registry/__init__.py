"""The registry of assets: what their owner says of each, in versions, and which send data without being in it."""

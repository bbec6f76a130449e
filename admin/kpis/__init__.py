"""Key figures of a day, of the fleet or of an asset."""

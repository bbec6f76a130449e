"""Reports: a stretch of time of an asset, or of the fleet, as one page that is printed as it is."""

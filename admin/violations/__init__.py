"""What drivers did: too fast for the road, beyond the redline."""

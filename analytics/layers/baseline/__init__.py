"""What is normal for each series: from its first samples, or from history, and where it has gone since."""

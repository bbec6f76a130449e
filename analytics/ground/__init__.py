"""Arrays over series, who is who in the fleet, and samples in rounds: what every detector stands on."""

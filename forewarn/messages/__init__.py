"""Messages: incidents and digests of the fleet by mail, to Slack and to webhooks."""

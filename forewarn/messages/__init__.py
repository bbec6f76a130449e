"""Messages: incidents by mail, to Slack and to webhooks."""

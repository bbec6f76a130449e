"""Who is asking: credentials, the sign-in throttle, and the gate before every route."""

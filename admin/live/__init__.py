"""Live: what is new of the fleet, told to programs and pages as it comes, by WebSocket and server-sent events."""

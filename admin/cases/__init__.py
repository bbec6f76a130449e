"""Cases: one an incident, brought to the system that people work by."""

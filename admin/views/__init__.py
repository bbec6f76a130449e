"""What the templates show: records made ready, charts drawn."""

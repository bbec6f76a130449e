"""What the worker would say of values that nobody measured."""

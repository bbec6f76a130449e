"""The folder of the check again."""

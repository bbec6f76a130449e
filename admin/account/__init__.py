"""The account of who is signed in: their role, and a new password of their own."""

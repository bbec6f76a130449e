"""What deviation of which signal matters to whom: threshold rows, the policies in force, previews of other ones."""

"""When an asset will fail, and how healthy it is: from trends, from courses before, from a trained model."""

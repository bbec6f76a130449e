"""What is computed on: values, and streams of tables as blocks of columns."""

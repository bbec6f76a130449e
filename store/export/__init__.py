"""What the store holds as one table in a file: CSV, Parquet or an Arrow stream, of any length, in constant memory."""

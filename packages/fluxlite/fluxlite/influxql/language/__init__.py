"""What a text in InfluxQL says, before anything is read: its tree, and its errors."""

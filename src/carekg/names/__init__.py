"""From what people call things to the things."""

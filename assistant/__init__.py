"""What the assistant says and how it learns."""

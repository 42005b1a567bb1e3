"""What is fetched from publishers, whole or not at all."""

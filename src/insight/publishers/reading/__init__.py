"""What the publishers' files hold."""

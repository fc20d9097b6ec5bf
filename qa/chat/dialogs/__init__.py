"""What is asked and told in front of the conversation."""

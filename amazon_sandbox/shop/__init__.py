"""What is sold, to whom, at which price."""

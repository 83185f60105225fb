"""What other systems may send, tried at random, guided by the code that it reaches."""

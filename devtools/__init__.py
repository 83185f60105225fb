"""What `./dev` is made of. Standard library only: it starts on a bare machine."""

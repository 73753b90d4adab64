"""What is made of a symbol's name: other names, keys, commands. Listed, and renamed when that is asked for."""

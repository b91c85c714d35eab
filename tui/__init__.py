"""stegvis: the terminal program, its command line, and the local replica they work on."""

"""Where the log of every plan is kept. Nothing else about the server knows which store it is."""

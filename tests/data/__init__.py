"""Messages that readers have labelled, and how far the lists of screening hear them."""

"""The verbs of `peerline`, by who uses them."""

"""What stands between the spiders and the network: the archive, manners towards the board, and guards against bad addresses."""

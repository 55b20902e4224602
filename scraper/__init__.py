"""The floor that touches the network: boards, spiders, the archive of what they fetched, and the command line."""

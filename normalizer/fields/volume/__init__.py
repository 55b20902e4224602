"""The field `volume`."""

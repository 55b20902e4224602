"""Cues: the words around a statement that say how binding it is, of whom it speaks and when it holds."""

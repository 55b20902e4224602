"""Words into values, shared by fields.

A reader is given folded text that a field's phrase has already located (and the original where case matters). It says what the words
mean or that it cannot tell (`None`); it never searches free text for meaning and never raises for what a listing says.
"""

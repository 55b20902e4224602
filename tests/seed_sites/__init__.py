"""The sites of the listings that the product was made for, as their pages look: layouts with content of our own."""

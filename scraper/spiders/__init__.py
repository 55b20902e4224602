"""Kinds of boards, one spider a kind; `scrapy list` prints them."""

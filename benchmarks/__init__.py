"""Measurements that stay out of the tests: speed as ratios in one run on the same bytes, accuracy against labels."""

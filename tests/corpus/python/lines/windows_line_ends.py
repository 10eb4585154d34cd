#!/usr/bin/env python3
"""A string over

two lines."""

# comment only
x = 1  # behind code
	
text = """
# no comment
"""
y = 2
"""What the guards look with: each module reads sources and returns findings, and decides nothing.

The tests beside this folder say which findings are wrong, and plant wrong trees to see them found.
"""

"""Broken in several places; the rest is still read."""

import os


def whole(first):
    return os.path.join(first)


def broken(first, second:
    return first +


class Box
    def size(self):
        return 1


x = = 3
print "old style", x


def after(value):
    if value:
        return whole(value)

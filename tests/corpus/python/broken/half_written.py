import os


def whole(a):
    return a


def unclosed(a, b:
    if a
        return (1, 2

class Later:
    def method(self):
        return self.


def last():
    return "no end

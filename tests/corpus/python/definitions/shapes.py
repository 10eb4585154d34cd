"""Everything that Python defines."""

LIMIT = 3
plain = 1
first = second = 2
left, (right, inner) = 1, (2, 3)
annotated: int
plain = "bound again, defined once"
type Pair[T] = tuple[T, T]


def free(a, /, b: int = 1, *args, c=2, **kwargs) -> str:
    """Say the first line.

    And more.
    """
    local = 1

    def nested():
        pass

    return nested


# A comment above
# of two lines.
async def waits(*, only_named): ...


@decorated(
    "twice",
)
@again
class Shape(Base, metaclass=Meta):
    '''One line in other quotes.'''

    count = 0
    SIDES: int = 4

    def __init__(self, size):
        self.size = size

    @property
    def area(self):
        return self.size
        # a comment that trails

    @staticmethod
    def _hidden(): pass

    class Inner:
        def deep(self): pass


square = lambda x: x * x

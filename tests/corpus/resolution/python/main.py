import os
import other
from facade import Shape, Square, assist, decorate, make, renamed


def useAlias():
    assist()


def useRenamed():
    renamed()


def useOther():
    other.helper()


def useConstructor():
    Square().twice()


def useInherited():
    square = Square()
    square.area()


def useOverridden():
    square = Square()
    square.side()


def useReturned():
    make().twice()


def useChain():
    make().scaled().twice()


def useAnnotated(shape: Shape):
    shape.side()


def useShadowed(assist):
    assist()


def useClosure():
    square = Square()

    def inner():
        square.twice()

    inner()


def useLambda():
    return lambda: assist()


def useUnknown(thing):
    thing.twice()


def useSeveral(thing):
    thing.side()


def useBuiltin(values):
    return filter(None, values)


def useLibrary():
    os.getcwd()


def useBranches(flag):
    thing = Square() if flag else Shape()
    thing.side()


def useHandedOn(run):
    run(assist)


@decorate
def useDecorator():
    pass

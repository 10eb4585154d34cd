def everything(items, flag=a or b):
    if items and flag or None:
        pass
    elif items:
        if flag:
            pass
    else:
        while flag:
            break
        else:
            pass
    for item in items:
        try:
            risky()
        except (ValueError, KeyError):
            pass
        except OSError as error:
            raise
        else:
            pass
        finally:
            pass
    else:
        pass
    with open(items) as f:
        assert f, "always"
    value = 1 if flag else 2
    squares = [x for x in items if x if not x for y in x]
    keyed = {k: v for k, v in items}
    lazily = (x async for x in items if x)
    match value:
        case 1 | 2:
            pass
        case [x, y] if x and y:
            pass
        case Shape(size=1):
            pass
        case _:
            pass
    match value:
        case other:
            pass
    return lambda: 1 if flag else 2


if __name__ == "__main__":
    everything([])

"""Decisions of every kind."""


def route(parcel, stations):
    assert parcel, "nothing to send"
    if parcel.heavy and not parcel.fragile or parcel.urgent:
        for station in stations:
            if station.closed:
                continue
            elif station.full:
                break
            else:
                return station
        else:
            return None
    elif (weight := parcel.weight) > 30:
        while weight:
            weight -= 1
        else:
            weight = 0
    try:
        send(parcel)
    except (OSError, ValueError) as error:
        if error.errno:
            raise
    except* KeyError:
        pass
    else:
        log(parcel)
    finally:
        close(parcel)
    return "far" if parcel.abroad else "near"


def classify(command):
    match command:
        case ["go", direction] if direction in KNOWN:
            return direction
        case {"stop": True} | None:
            return None
        case Point(x=0):
            return 0
        case other if other:
            return other
        case _:
            return ...


def squares(rows):
    names = {cell: cell**2 for row in rows if row for cell in row if cell > 1 and cell < 9}
    return names, [x async for x in rows], any(x for x in rows), {a or b for a in rows}


class Table:
    size = 1 if squares else 2

    def outer(self):
        for row in self:
            def inner():
                if row:
                    return (lambda x: x if x else 0)(row)
            with row:
                if inner:
                    pass


if __name__ == "__main__":
    route(None, [])

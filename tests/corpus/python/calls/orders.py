"""Calls of every shape."""

import logging

log = logging.getLogger(__name__)


@log.catch(level="error")
def place(order, *lines, **options):
    validate(order)
    order.customer.notify("placed", urgent=True)
    super().place(*lines, **options)
    make_handler(order)(lines)
    handlers["paid"](order)
    total = sum(line.price for line in lines)
    first = [parse(line) for line in lines][0].strip().lower()
    print(f"{order.number()} costs {total!r}", end="")
    return (lambda value: round(value, 2))(total) or Decimal(first)


class Shop:
    stock = load_stock("main")

    def __init__(self):
        self.open()
        self.stock.count().refresh(
            # a comment is no argument
            force=True,
        )

    async def open(self):
        await self.connect(timeout=3)
        async with session() as current:
            current.begin()


Shop().run()

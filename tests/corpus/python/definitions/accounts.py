"""Accounts and what may be done with them."""

from dataclasses import dataclass
from functools import cache

LIMIT_CENTS = 10_000
_open_accounts: dict[str, "Account"] = {}
first, second = 1, 2
type Cents = int
type Pair[T] = tuple[T, T]


@dataclass(
    frozen=True,
)
class Account:
    """One account of one customer.

    The second paragraph is not its first line.
    """

    number: str
    balance: int = 0
    _notes: str = ""

    class Meta:
        table = "accounts"

    def __init__(self, number: str, /, *, balance: int = 0, **rest: object) -> None:
        self.number = number

    @property
    def _secret(self) -> int:
        r'''Nobody's business.'''
        return self.balance

    @staticmethod
    async def load(number: str, *others: str) -> "Account":
        def fallback() -> "Account":
            return Account(number)

        local = fallback()
        return local

    if LIMIT_CENTS:
        def limit(self): return LIMIT_CENTS


@cache
def total(accounts: list[Account] = [Account("1"), Account("2")]) -> int: return sum(map(lambda a: a.balance, accounts))


double = lambda cents: cents * 2
LIMIT_CENTS = 20_000


def generic[T: (int, str)](value: T) -> T:
    class Holder:
        def get(self) -> T:
            return value

    return Holder().get()

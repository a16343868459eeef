"""What has come by already, in little memory: a few bytes for each of millions of rows."""

from __future__ import annotations

BITS_EACH = 16
PROBES = 4


class Sieve:
    """Tells most new things from those that came before: what it lets pass is new for certain.

    A Bloom filter: of things that are new it keeps back one in four hundred.
    """

    def __init__(self, expected: int) -> None:
        bits = 1 << max(expected * BITS_EACH, 1024).bit_length()
        self._mask = bits - 1
        self._bytes = bytearray(bits // 8)

    def keeps_back(self, number: int) -> bool:
        """Whether a random number of 64 bits may have come before; from now on it has."""
        held, mask, known = self._bytes, self._mask, True
        step = (number >> 32) | 1
        for _ in range(PROBES):
            at, bit = (number & mask) >> 3, 1 << (number & 7)
            if not held[at] & bit:
                known = False
                held[at] |= bit
            number += step
        return known


class Met:
    """The numbers of records that rows were about, one bit for each record of a table."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def __contains__(self, number: int) -> bool:
        at = number >> 3
        return at < len(self._bytes) and bool(self._bytes[at] & (1 << (number & 7)))

    def add(self, number: int) -> bool:
        """Note a record; says whether it was new."""
        at, bit = number >> 3, 1 << (number & 7)
        if at >= len(self._bytes):
            self._bytes.extend(bytes(at + 1024 - len(self._bytes)))
        new = not self._bytes[at] & bit
        self._bytes[at] |= bit
        return new

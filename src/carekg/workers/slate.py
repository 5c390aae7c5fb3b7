"""A slate: a little memory that a worker and its parent both see: what the worker is at, and whether it is called back.

The parent reads there, without asking, what a message would tell too late: that a worker is still at one request, and
whether it was about to send an answer when it ended.
"""

import mmap
import os
from typing import Final, Self

_SIZE: Final = mmap.PAGESIZE
_LOAN, _TURN, _SENDING, _CALLED = range(4)  # whole words, so that neither side sees half of a change


class Slate:
    """What a worker is at with the connections that it was lent."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, _SIZE)
        self._words = memoryview(self._memory).cast("q")

    @classmethod
    def new(cls) -> Self:
        """Make one, whose descriptor is to be handed to the worker."""
        descriptor = os.memfd_create("slate")
        os.ftruncate(descriptor, _SIZE)
        return cls(descriptor)

    def begin(self, loan: int) -> None:
        """Note that something that came on a lent connection is being answered."""
        self._words[_TURN] += 1
        self._words[_LOAN] = loan

    def begin_sending(self, loan: int) -> None:
        """Note that an answer is about to be sent."""
        self._words[_SENDING] = loan

    def end(self) -> None:
        """Note that it is done: answered, or sent."""
        self._words[_SENDING] = self._words[_LOAN] = 0

    @property
    def turn(self) -> int:
        """What is being answered, as the number of its turn; none where nothing is."""
        return self._words[_TURN] if self._words[_LOAN] else 0

    @property
    def sending(self) -> int:
        """The loan on which an answer is being sent, or was when the worker ended."""
        return self._words[_SENDING]

    @property
    def is_called_back(self) -> bool:
        """Whether nothing more is to be answered."""
        return bool(self._words[_CALLED])

    def call_back(self) -> None:
        """Have nothing more be answered, from now on."""
        self._words[_CALLED] = 1

    def hand_over(self) -> None:
        """Close the descriptor, which the other side has by now."""
        os.close(self.descriptor)

    def close(self) -> None:
        """Give the memory up."""
        self._words.release()
        self._memory.close()  # which has a descriptor of its own

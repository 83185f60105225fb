"""One input after the other for one reader, which has to end in a result or in its own error, in time and in memory."""

import random
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from devtools.cache import digest
from devtools.fuzz.mutation import stretched

#: What reading may take of the processor, with measuring coverage, and of memory. A list has rows of a few bytes.
_SECONDS, _SECONDS_PER_KB = 0.2, 0.01
_BYTES, _BYTES_PER_BYTE = 32 * 1024 * 1024, 64

#: One input in so many is tried longer as well: what takes the square of its length does not show in a short one.
_STRETCHED = 16

#: Of one kind, so many inputs are kept.
_KEPT = 3

_PEAK = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class Watch:
    """A reader that is watched.

    :ivar findings: kinds of what was found, with their numbers
    """

    def __init__(self, read: Callable[[bytes], object], folder: Path):
        """Nothing is read yet.

        :param read: raises nothing, or what was found
        :param folder: of the findings, which need not be there
        """
        self.findings: Counter = Counter()
        self._read = read
        self._folder = folder

    def __call__(self, data: bytes) -> None:
        """Try an input, and perhaps a longer one made of it."""
        self.try_one(data)
        chance = random.Random(zlib.crc32(data))
        if not chance.randrange(_STRETCHED):
            self.try_one(stretched(data, chance))

    def try_one(self, data: bytes) -> str:
        """Try an input, and keep it if there is something wrong with it.

        :return: what is wrong
        """
        kind, text = self._judged(data)
        if kind:
            self.findings[kind] += 1
            if self.findings[kind] <= _KEPT:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._folder.joinpath(digest(data)).write_bytes(data)
                print(f"FINDING {self._folder / digest(data)}: {kind}\n{text}", flush=True)
        return text

    def _judged(self, data: bytes) -> tuple[str, str]:
        seconds, memory = self._cost(data)
        allowed = _SECONDS + _SECONDS_PER_KB * len(data) / 1024
        if seconds > allowed and (seconds := min(seconds, *(self._cost(data)[0] for _again in range(2)))) > allowed:
            return "time", f"{seconds:.2f} s for {len(data):,} bytes, {allowed:.2f} s are allowed"
        if memory > _BYTES + _BYTES_PER_BYTE * len(data):
            return "memory", f"{memory:,} bytes of memory for {len(data):,} bytes"
        return self._problem

    def _cost(self, data: bytes) -> tuple[float, int]:
        self._problem = ("", "")
        _PEAK.write_text("5")
        before, begun = _peak(), time.process_time()
        try:
            self._read(data)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = "".join(traceback.format_exception(error))
            self._problem = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}", text
        return time.process_time() - begun, _peak() - before


def _peak() -> int:
    """The most memory that this process has taken, in bytes, since that was reset."""
    return int(_STATUS.read_text().partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024

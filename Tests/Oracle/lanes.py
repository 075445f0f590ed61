"""One lane's records to its rows: DESIGN.md, section 4, record by record."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, Optional

from contracts import Settings, Tick, check_tick, decode_metadata, decode_tick, heartbeat_time
from decoding import Reject
from records import HEARTBEAT_HEADER, Record

MILLISECOND = 1_000_000
NO_WATERMARK = -(1 << 200)
NULL_FIRST = -(1 << 63) - 1


class Quarantined(NamedTuple):
    record: Record
    reason: str
    first_offset: Optional[int]  # of a duplicate


class Good(NamedTuple):
    record: Record
    tick: Tick


class Late(NamedTuple):
    record: Record
    tick: Tick
    interval: str
    bar_start: int
    lateness_ms: int


class Bar:
    """A window of one symbol: what its ticks so far give."""

    __slots__ = (
        "symbol", "interval", "start", "end", "first", "last", "open", "close", "high", "low",
        "volume", "notional", "count", "trigger",
    )

    def __init__(self, symbol, interval, start, end, order, tick):
        self.symbol, self.interval, self.start, self.end = symbol, interval, start, end
        self.first = self.last = order
        self.open = self.close = self.high = self.low = tick.price
        self.volume = self.notional = self.count = 0
        self.trigger = -1

    def add(self, order, tick):
        """Takes a tick; `order` is (event time, sequence, offset), and a null sequence is first."""
        price = tick.price
        if order < self.first:
            self.first, self.open = order, price
        if order > self.last:
            self.last, self.close = order, price
        if price > self.high:
            self.high = price
        if price < self.low:
            self.low = price
        self.volume += tick.size
        self.notional += price * tick.size
        self.count += 1


class TickLane:
    """The state of a tick lane, and the rows that its records made."""

    def __init__(self, topic: str, partition: int, settings: Settings):
        self.topic, self.partition, self.settings = topic, partition, settings
        self.good: list = []
        self.quarantined: list = []
        self.late: list = []
        self.bars: list = []
        self.counts: Counter = Counter()
        self.watermark = NO_WATERMARK
        self._keys: dict = {}  # unique key -> (event time, offset) of the tick that took it
        self._windows = [_Windows(name, length) for name, length in settings.intervals]

    def run(self, records: list) -> "TickLane":
        for record in records:
            self.take(record)
        return self

    def take(self, record: Record) -> None:
        if record.value is None:
            self.counts["tombstones"] += 1
            return
        kafka_time = record.timestamp * MILLISECOND
        if record.headers and any(key == HEARTBEAT_HEADER for key, _ in record.headers):
            self._take_heartbeat(record, kafka_time)
            return
        try:
            tick = decode_tick(record.value)
            check_tick(tick, kafka_time, self.settings)
        except Reject as reject:
            self._quarantine(record, reject.reason)
            return
        first = self._first_of(tick, record.offset)
        if first is not None:
            self._quarantine(record, "duplicate", first)
            return
        self.good.append(Good(record, tick))
        self._fold(record, tick)
        self._advance(min(tick.event_time, kafka_time + self.settings.max_skew), record.offset)

    def _take_heartbeat(self, record: Record, kafka_time: int) -> None:
        try:
            time = heartbeat_time(record.value, kafka_time, self.settings)
        except Reject as reject:
            self._quarantine(record, reject.reason)
            return
        self.counts["heartbeats"] += 1
        self._advance(time, record.offset)

    def _quarantine(self, record: Record, reason: str, first: Optional[int] = None) -> None:
        self.quarantined.append(Quarantined(record, reason, first))

    def _first_of(self, tick: Tick, offset: int) -> Optional[int]:
        """The offset of the tick that this one repeats; else this one takes the key."""
        key = (tick.symbol, tick.venue, tick.trade_id)
        horizon, watermark = self.settings.horizon, self.watermark
        taken = self._keys.get(key)
        if taken is not None and watermark <= taken[0] + horizon:
            return taken[1]
        if watermark <= tick.event_time + horizon:
            self._keys[key] = (tick.event_time, offset)
        return None

    def _fold(self, record: Record, tick: Tick) -> None:
        sequence = NULL_FIRST if tick.sequence is None else tick.sequence
        order = (tick.event_time, sequence, record.offset)
        watermark = self.watermark
        for windows in self._windows:
            start = tick.event_time // windows.length * windows.length
            if start + windows.length <= watermark:
                lateness = (watermark - tick.event_time) // MILLISECOND
                self.late.append(Late(record, tick, windows.name, start, lateness))
            else:
                windows.add(start, order, tick)

    def _advance(self, time: int, offset: int) -> None:
        watermark = time - self.settings.delay
        if watermark > self.watermark:
            self.watermark = watermark
            for windows in self._windows:
                if windows.next_end <= watermark:
                    self.bars += windows.close(watermark, offset)


class _Windows:
    """The open windows of one interval."""

    def __init__(self, name: str, length: int):
        self.name, self.length = name, length
        self.open: dict = {}  # start -> {symbol: Bar}
        self.next_end = 1 << 200

    def add(self, start: int, order, tick: Tick) -> None:
        window = self.open.get(start)
        if window is None:
            window = self.open[start] = {}
            self.next_end = min(self.next_end, start + self.length)
        bar = window.get(tick.symbol)
        if bar is None:
            end = start + self.length
            bar = window[tick.symbol] = Bar(tick.symbol, self.name, start, end, order, tick)
        bar.add(order, tick)

    def close(self, watermark: int, trigger: int) -> list:
        closed = []
        for start in sorted(s for s in self.open if s + self.length <= watermark):
            for bar in self.open.pop(start).values():
                bar.trigger = trigger
                closed.append(bar)
        self.next_end = min(self.open, default=1 << 200) + self.length
        return closed


class MetadataLane:
    """A metadata lane: good rows, quarantine, and each symbol's versions and ends by offset."""

    def __init__(self, topic: str, partition: int, settings: Settings):
        self.topic, self.partition, self.settings = topic, partition, settings
        self.good: list = []  # (record, row)
        self.quarantined: list = []
        self.counts: Counter = Counter()
        self.histories: dict = {}  # symbol -> History

    def run(self, records: list) -> "MetadataLane":
        for record in records:
            self.take(record)
        return self

    def take(self, record: Record) -> None:
        kafka_time = record.timestamp * MILLISECOND
        if record.value is None:
            self.counts["tombstones"] += 1
            symbol = (record.key or b"").decode("utf-8", "replace")
            self._history(symbol).end(kafka_time)
            return
        try:
            if record.headers and any(key == HEARTBEAT_HEADER for key, _ in record.headers):
                heartbeat_time(record.value, kafka_time, self.settings)
                self.counts["heartbeats"] += 1
                return
            row = decode_metadata(record.value)
        except Reject as reject:
            self.quarantined.append(Quarantined(record, reject.reason, None))
            return
        self.good.append((record, row))
        self._history(row["symbol"]).add(row, record)

    def _history(self, symbol: str) -> "History":
        return self.histories.setdefault(symbol, History())


class History:
    """One symbol's versions: valid_from -> (row, record), and the ends that tombstones set."""

    def __init__(self):
        self.versions: dict = {}
        self.ends: dict = {}  # valid_from -> the end that a tombstone gave it

    def add(self, row: dict, record: Record) -> None:
        # At an equal valid_from the later offset wins; what was ended stays ended.
        self.versions[row["valid_from"]] = (row, record)

    def end(self, time: int) -> None:
        if self.versions:
            newest = max(self.versions)
            self.ends.setdefault(newest, time)

    def rows(self) -> list:
        """(valid_from, valid_to, row, record), ordered; valid_to is None for the current one."""
        starts = sorted(self.versions)
        rows = []
        for start, following in zip(starts, starts[1:] + [None]):
            ends = [e for e in (following, self.ends.get(start)) if e is not None]
            rows.append((start, min(ends, default=None), *self.versions[start]))
        return rows

"""The two contracts that ship with ticklake, as far as rows depend on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Optional

from decoding import (
    Reject,
    _parse,
    event_time,
    identifier,
    long_value,
    number_text,
    parse_object,
    rescue,
    string,
    unscaled,
)

SECOND = 1_000_000_000


@dataclass(frozen=True)
class Settings:
    """What decides rows. The defaults are those of DESIGN.md, section 6; times in nanoseconds."""

    delay: int = 10 * SECOND
    max_skew: int = 60 * SECOND
    horizon: int = 60 * SECOND
    intervals: tuple = (("1m", 60 * SECOND), ("5m", 300 * SECOND))
    schema_version: int = 1
    # The reason codes of the shipped contracts' rules.
    price_reason: str = "price_not_positive"
    size_reason: str = "size_not_positive"


class Tick(NamedTuple):
    """A tick: price in 10^-9, size in 10^-8, time in nanoseconds."""

    symbol: str
    event_time: int
    price: int
    size: int
    venue: Optional[str]
    trade_id: str
    sequence: Optional[int]
    conditions: Optional[str]
    currency: Optional[str]
    rescued: Optional[str]


TICK_FIELDS = frozenset(
    ("symbol", "price", "size", "ts", "exchange", "trade_id", "conditions", "sequence", "currency")
)
METADATA_FIELDS = (
    "symbol", "name", "asset_class", "sector", "industry", "exchange", "currency", "tick_size",
    "lot_size", "status", "valid_from",
)


def required(members: dict, name: str, convert, may_be_empty: bool = True):
    """A required member's value; absent, null and, for symbols and ids, empty are missing."""
    value = members.get(name)
    if value is None or (value == "" and not may_be_empty):
        raise Reject("missing_field", name)
    try:
        return convert(value)
    except Reject as reject:
        raise Reject(reject.reason, name) from None


def optional(members: dict, name: str, convert, failed: list):
    """An optional member's value; null is absent, and what fails its type is rescued."""
    value = members.get(name)
    if value is None:
        return None
    try:
        return convert(value)
    except Reject:
        failed.append(name)
        return None


def price_of(value) -> int:
    return unscaled(number_text(value), 18, 9)


def size_of(value) -> int:
    return unscaled(number_text(value), 18, 8)


def conditions_of(value) -> str:
    if type(value) is not list:
        raise Reject("wrong_type")
    return ",".join([string(code) for code in value])


def decode_tick(value: bytes) -> Tick:
    """A tick by `topics/price-ticks.yaml`; its rules are not yet tested."""
    members, text = _parse(value)
    symbol = required(members, "symbol", string, may_be_empty=False)
    price = required(members, "price", price_of)
    size = required(members, "size", size_of)
    time = required(members, "ts", event_time)
    trade_id = required(members, "trade_id", identifier, may_be_empty=False)
    failed: list = []
    venue = optional(members, "exchange", string, failed)
    conditions = optional(members, "conditions", conditions_of, failed)
    sequence = optional(members, "sequence", long_value, failed)
    currency = optional(members, "currency", string, failed)
    rescued = None
    if failed or not TICK_FIELDS.issuperset(members):
        rescued = rescue(text, TICK_FIELDS, failed)
    return Tick(symbol, time, price, size, venue, trade_id, sequence, conditions, currency, rescued)


def check_tick(tick: Tick, kafka_time: int, settings: Settings) -> None:
    """The rules in the contract's order; the first that fails decides."""
    if tick.price <= 0:
        raise Reject(settings.price_reason, "price")
    if tick.size <= 0:
        raise Reject(settings.size_reason, "size")
    if tick.event_time > kafka_time + settings.max_skew:
        raise Reject("future_time", "ts")


_SYMBOL_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,31}")


def rule_flags(tick: Tick) -> int:
    """The bits of the rules that only warn: 0 symbol_form, 1 price_plausible."""
    odd_symbol = _SYMBOL_FORM.fullmatch(tick.symbol) is None
    implausible = tick.price > 1_000_000 * 10**9
    return (1 if odd_symbol else 0) | (2 if implausible else 0)


def heartbeat_time(value: bytes, kafka_time: int, settings: Settings) -> int:
    """The time that a heartbeat tells."""
    try:
        time = required(parse_object(value), "ts", event_time)
    except Reject:
        raise Reject("malformed_heartbeat") from None
    if time > kafka_time + settings.max_skew:
        raise Reject("malformed_heartbeat")
    return time


def decode_metadata(value: bytes) -> dict:
    """A metadata record by `topics/instrument-metadata.yaml`, by field name, rules included."""
    members, text = _parse(value)
    row: dict = {}
    row["symbol"] = required(members, "symbol", string, may_be_empty=False)
    failed: list = []
    for name in ("name", "asset_class", "sector", "industry", "exchange", "currency", "status"):
        row[name] = optional(members, name, string, failed)
    row["tick_size"] = optional(members, "tick_size", price_of, failed)
    row["lot_size"] = optional(members, "lot_size", size_of, failed)
    row["valid_from"] = required(members, "valid_from", event_time)
    row["rescued"] = None
    if failed or not set(METADATA_FIELDS).issuperset(members):
        row["rescued"] = rescue(text, METADATA_FIELDS, failed)
    for name in ("tick_size", "lot_size"):
        if row[name] is not None and row[name] <= 0:
            raise Reject(f"{name}_not_positive", name)
    return row

"""What a record's bytes mean: strict JSON, exact numbers, nanosecond times.

Written from DESIGN.md, sections 5 and 6. A record that cannot become a row raises `Reject`.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from functools import lru_cache

sys.set_int_max_str_digits(0)

MAX_RECORD_BYTES = 1 << 20
MAX_DEPTH = 64
INT64 = (-(1 << 63), (1 << 63) - 1)


class Reject(Exception):
    """A record does not pass: the stable reason code, and the field that was at fault."""

    def __init__(self, reason: str, field: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.field = field


class Number(str):
    """A JSON number as its text: no double ever occurs on the way."""

    __slots__ = ()


def _no_constant(name):
    raise ValueError(f"{name} is no JSON")


_decoder = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_no_constant)


def parse_object(value: bytes) -> dict:
    """The members of a JSON object; numbers are `Number`s. Of equal names the last counts."""
    return _parse(value)[0]


def _parse(value: bytes):
    if not value:
        raise Reject("empty_value")
    if len(value) > MAX_RECORD_BYTES:
        raise Reject("record_too_large")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise Reject("not_utf8") from None
    too_deep = _depth_exceeded_at(text)
    try:
        parsed = _decoder.decode(text)
    except RecursionError:
        raise Reject("too_deep") from None
    except ValueError as error:
        if too_deep is not None and too_deep < getattr(error, "pos", len(text)):
            raise Reject("too_deep") from None
        raise Reject("malformed_json") from None
    if too_deep is not None:
        raise Reject("too_deep")
    if "\\u" in text and _has_lone_surrogate(parsed):
        raise Reject("malformed_json")
    if type(parsed) is not dict:
        raise Reject("not_an_object")
    return parsed, text


def _depth_exceeded_at(text: str):
    """Where the nesting first exceeds the limit; the outermost object is depth 1."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return None
    depth, inside = 0, False
    for match in re.finditer(r'\\.|["\[\]{}]', text, re.DOTALL):
        token = match.group()
        if token == '"':
            inside = not inside
        elif not inside and token in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return match.start()
        elif not inside and token in "]}":
            depth -= 1
    return None


def _has_lone_surrogate(value) -> bool:
    if isinstance(value, str):
        return any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, list):
        return any(map(_has_lone_surrogate, value))
    if isinstance(value, dict):
        return any(_has_lone_surrogate(k) or _has_lone_surrogate(v) for k, v in value.items())
    return False


def raw_members(text: str) -> dict:
    """The text of each member's value, as received, by name; for a text that is an object."""
    space = re.compile(r"[ \t\n\r]*")
    position = space.match(text, 0).end() + 1
    members = {}
    while True:
        position = space.match(text, position).end()
        if text[position] == "}":
            return members
        name, position = json.decoder.scanstring(text, position + 1, True)
        position = space.match(text, position).end() + 1  # the colon
        position = space.match(text, position).end()
        _, end = _decoder.scan_once(text, position)
        members[name] = text[position:end]
        position = space.match(text, end).end()
        if text[position] == ",":
            position += 1


_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")


@lru_cache(maxsize=1 << 18)
def unscaled(text: str, precision: int, scale: int) -> int:
    """The number as an integer of 10^-scale: exact, or rejected."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Reject("malformed_number")
    sign, whole, fraction, exponent = match.groups()
    digits = (whole + (fraction or "")).lstrip("0")
    power = int(exponent or 0) - len(fraction or "")
    significant = digits.rstrip("0")
    if not significant:
        return 0
    power += len(digits) - len(significant) + scale
    if power < 0:
        raise Reject("precision_loss")
    if len(significant) + power > precision:
        raise Reject("out_of_range")
    number = int(significant) * 10**power
    return -number if sign else number


def number_text(value) -> str:
    """The text of a number that stands as a number or as a string."""
    if isinstance(value, str):
        return str(value)
    raise Reject("wrong_type")


def long_value(value) -> int:
    """An integer that fits 64 bits."""
    number = unscaled(number_text(value), 19, 0)
    if not INT64[0] <= number <= INT64[1]:
        raise Reject("out_of_range")
    return number


def identifier(value) -> str:
    """An id: a text, or an integer, which keeps its digits."""
    if type(value) is Number:
        if not re.fullmatch(r"-?[0-9]+", value):
            raise Reject("wrong_type")
        return str(value)
    return string(value)


def string(value) -> str:
    """A text, which is not a number."""
    if type(value) is not str:
        raise Reject("wrong_type")
    return value


_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)


@lru_cache(maxsize=1 << 16)
def _second(text: str) -> int:
    return nanoseconds(text + "Z") // 1_000_000_000


def event_time(value) -> int:
    """A time as nanoseconds since the epoch."""
    text = string(value)
    if len(text) == 30 and text[19] == "." and text[29] == "Z" and text.isascii():
        fraction = text[20:29]
        if fraction.isdigit():
            return _second(text[:19]) * 1_000_000_000 + int(fraction)
    return nanoseconds(text)


def nanoseconds(text: str) -> int:
    """RFC 3339 as nanoseconds since the epoch, within 64 bits."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise Reject("malformed_time")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction = int((match.group(7) or "").ljust(9, "0"))
    if hour > 23 or minute > 59 or second > 59:
        raise Reject("malformed_time")
    try:
        # The calendar repeats every 400 years; Python's begins with the year 1.
        days = datetime.date(year + 400, month, day).toordinal() - 146_097 - 719_163
    except ValueError:
        raise Reject("malformed_time") from None
    shift = 0
    if match.group(8):
        hours, minutes = int(match.group(9)), int(match.group(10))
        if hours > 23 or minutes > 59:
            raise Reject("malformed_time")
        shift = (hours * 60 + minutes) * (60 if match.group(8) == "+" else -60)
    seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - shift
    result = seconds * 1_000_000_000 + fraction
    if not INT64[0] <= result <= INT64[1]:
        raise Reject("out_of_range")
    return result


def rescue(text: str, known, failed) -> str | None:
    """The JSON object of what is outside the contract or failed its optional type."""
    raw = raw_members(text)
    kept = {name: value for name, value in raw.items() if name not in known or name in failed}
    if not kept:
        return None
    return "{" + ",".join(json.dumps(n, ensure_ascii=False) + ":" + v for n, v in kept.items()) + "}"

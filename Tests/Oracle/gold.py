"""GOLD from the closed 1m bars and the instruments' histories."""

from __future__ import annotations

from collections import defaultdict

DAY = 86_400_000_000_000


def vwap(notional: int, volume: int) -> int:
    """notional (10^-17) / volume (10^-8), half to even at 9 digits."""
    return _half_even(notional, volume)


def _half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator for a positive denominator, half to even."""
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2 == 1):
        quotient += 1
    return quotient


def change_percent(change: int, previous: int) -> int:
    """100 change / previous in 10^-4, half to even."""
    return _half_even(1_000_000 * change, previous)


def daily_bars(lanes: list, histories: dict) -> list:
    """A row for each (symbol, session date), sorted; the dates are UTC days."""
    groups: dict = defaultdict(list)
    for lane in lanes:
        for bar in lane.bars:
            if bar.interval == "1m":
                groups[bar.symbol, bar.start // DAY].append((lane, bar))
    rows = []
    previous: dict = {}  # symbol -> close of its last session
    for (symbol, day), parts in sorted(groups.items()):
        row = _merge(symbol, day, parts)
        before = previous.get(symbol)
        if before is not None:
            row["change"] = row["close"] - before
            row["change_pct"] = change_percent(row["change"], before)
        previous[symbol] = row["close"]
        row["instrument"] = instrument_at(histories.get(symbol), (day + 1) * DAY)
        rows.append(row)
    return rows


def _merge(symbol: str, day: int, parts: list) -> dict:
    def order(key, lane):
        time, sequence, offset = key
        return (time, sequence, lane.topic, lane.partition, offset)

    first = min(parts, key=lambda part: order(part[1].first, part[0]))[1]
    last = max(parts, key=lambda part: order(part[1].last, part[0]))[1]
    bars = [bar for _, bar in parts]
    volume = sum(bar.volume for bar in bars)
    notional = sum(bar.notional for bar in bars)
    return {
        "symbol": symbol, "day": day, "open": first.open, "close": last.close,
        "high": max(bar.high for bar in bars), "low": min(bar.low for bar in bars),
        "volume": volume, "notional": notional, "vwap": vwap(notional, volume),
        "trade_count": sum(bar.count for bar in bars), "change": None, "change_pct": None,
    }


def instrument_at(history, session_end: int):
    """The version in effect at a session's end, which does not belong to the session."""
    if history is None:
        return None
    found = None
    for valid_from, valid_to, row, _ in history.rows():
        if valid_from < session_end and (valid_to is None or valid_to >= session_end):
            found = row
    return found


def sector_summary(bars: list) -> list:
    """A row for each (sector, session date); symbols without an instrument under None."""
    groups: dict = defaultdict(list)
    for row in bars:
        sector = row["instrument"]["sector"] if row["instrument"] else None
        groups[sector, row["day"]].append(row)
    summary = []
    for (sector, day), rows in groups.items():
        changes = [row["change"] for row in rows if row["change"] is not None]
        summary.append(
            {
                "sector": sector, "day": day, "symbol_count": len(rows),
                "trade_count": sum(row["trade_count"] for row in rows),
                "volume": sum(row["volume"] for row in rows),
                "notional": sum(row["notional"] for row in rows),
                "advancers": sum(change > 0 for change in changes),
                "decliners": sum(change < 0 for change in changes),
                "unchanged": sum(change == 0 for change in changes),
            }
        )
    return summary

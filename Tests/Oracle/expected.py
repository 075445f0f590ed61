"""The rows that lanes give, as the Arrow tables that the lake has to hold."""

from __future__ import annotations

from decimal import Context, Decimal

import pyarrow as pa

import gold
from contracts import METADATA_FIELDS, rule_flags
from lake import floor_day
from lanes import NULL_FIRST

DAY_MS = 86_400_000
_exact = Context(prec=80)


def timestamps(microseconds: list) -> pa.Array:
    return pa.array(microseconds, pa.timestamp("us", tz="UTC"))


def decimals(unscaled: list, precision: int, scale: int) -> pa.Array:
    values = [None if n is None else Decimal(n).scaleb(-scale, _exact) for n in unscaled]
    return pa.array(values, pa.decimal128(precision, scale))


def _texts(values) -> pa.Array:
    return pa.array(values, pa.string())


def _longs(values) -> pa.Array:
    return pa.array(values, pa.int64())


def _ints(values) -> pa.Array:
    return pa.array(values, pa.int32())


def _dates_of_records(records: list) -> pa.Array:
    return _ints([r.timestamp // DAY_MS for r in records]).cast(pa.date32())


def _kafka_times(records: list) -> pa.Array:
    return timestamps([r.timestamp * 1000 for r in records])


HEADERS = pa.list_(
    pa.field("element", pa.struct([pa.field("key", pa.string()), pa.field("value", pa.binary())]))
)


def raw(topic: str, lanes: dict) -> pa.Table:
    pairs = [(partition, record) for partition, records in lanes.items() for record in records]
    records = [record for _, record in pairs]
    headers = [
        None if r.headers is None else [{"key": k, "value": v} for k, v in r.headers] for r in records
    ]
    return pa.table(
        {
            "key": pa.array([r.key for r in records], pa.binary()),
            "value": pa.array([r.value for r in records], pa.binary()),
            "topic": _texts([topic] * len(records)),
            "partition": _ints([partition for partition, _ in pairs]),
            "offset": _longs([r.offset for r in records]),
            "timestamp": _kafka_times(records),
            "timestampType": _ints([r.timestamp_type for r in records]),
            "headers": pa.array(headers, HEADERS),
            "ingest_date": _dates_of_records(records),
        }
    )


def _tick_columns(pairs: list, settings) -> dict:
    """The columns of bronze/ticks, of (lane, record, tick)."""
    lanes, records, ticks = zip(*pairs) if pairs else ((), (), ())
    times = [t.event_time for t in ticks]
    return {
        "symbol": _texts([t.symbol for t in ticks]),
        "event_time": timestamps([n // 1000 for n in times]),
        "event_time_ns": _longs(times),
        "price": decimals([t.price for t in ticks], 18, 9),
        "size": decimals([t.size for t in ticks], 18, 8),
        "venue": _texts([t.venue for t in ticks]),
        "trade_id": _texts([t.trade_id for t in ticks]),
        "sequence": _longs([t.sequence for t in ticks]),
        "conditions": _texts([t.conditions for t in ticks]),
        "currency": _texts([t.currency for t in ticks]),
        "rescued": _texts([t.rescued for t in ticks]),
        "rule_flags": _longs([rule_flags(t) for t in ticks]),
        "schema_version": _ints([settings.schema_version] * len(ticks)),
        "topic": _texts([lane.topic for lane in lanes]),
        "partition": _ints([lane.partition for lane in lanes]),
        "offset": _longs([r.offset for r in records]),
        "kafka_time": _kafka_times(list(records)),
        "event_date": floor_day(times),
    }


def bronze_ticks(lanes: list, settings) -> pa.Table:
    return pa.table(_tick_columns([(lane, *g) for lane in lanes for g in lane.good], settings))


def late_ticks(lanes: list, settings) -> pa.Table:
    rows = [(lane, late) for lane in lanes for late in lane.late]
    columns = _tick_columns([(lane, late.record, late.tick) for lane, late in rows], settings)
    columns["interval"] = _texts([late.interval for _, late in rows])
    columns["bar_start"] = timestamps([late.bar_start // 1000 for _, late in rows])
    columns["lateness_ms"] = _longs([late.lateness_ms for _, late in rows])
    columns["restated"] = pa.array([False] * len(rows), pa.bool_())
    return pa.table(columns)


def quarantine(lanes: list) -> pa.Table:
    """The quarantine of a topic; `first_offset` stands for the end of a duplicate's detail."""
    rows = [(lane, q) for lane in lanes for q in lane.quarantined]
    records = [q.record for _, q in rows]
    return pa.table(
        {
            "partition": _ints([lane.partition for lane, _ in rows]),
            "offset": _longs([r.offset for r in records]),
            "kafka_time": _kafka_times(records),
            "reason": _texts([q.reason for _, q in rows]),
            "value": pa.array([r.value for r in records], pa.binary()),
            "ingest_date": _dates_of_records(records),
            "first_offset": _longs([q.first_offset for _, q in rows]),
        }
    )


def bars(lanes: list) -> pa.Table:
    rows = [(lane, bar) for lane in lanes for bar in lane.bars]
    all_bars = [bar for _, bar in rows]

    def sequence(order):
        return None if order[1] == NULL_FIRST else order[1]

    return pa.table(
        {
            "symbol": _texts([b.symbol for b in all_bars]),
            "bar_start": timestamps([b.start // 1000 for b in all_bars]),
            "bar_end": timestamps([b.end // 1000 for b in all_bars]),
            "open": decimals([b.open for b in all_bars], 18, 9),
            "high": decimals([b.high for b in all_bars], 18, 9),
            "low": decimals([b.low for b in all_bars], 18, 9),
            "close": decimals([b.close for b in all_bars], 18, 9),
            "volume": decimals([b.volume for b in all_bars], 38, 8),
            "notional": decimals([b.notional for b in all_bars], 38, 17),
            "vwap": decimals([gold.vwap(b.notional, b.volume) for b in all_bars], 18, 9),
            "trade_count": _longs([b.count for b in all_bars]),
            "first_event_time_ns": _longs([b.first[0] for b in all_bars]),
            "last_event_time_ns": _longs([b.last[0] for b in all_bars]),
            "first_sequence": _longs([sequence(b.first) for b in all_bars]),
            "last_sequence": _longs([sequence(b.last) for b in all_bars]),
            "revision": _ints([0] * len(rows)),
            "topic": _texts([lane.topic for lane, _ in rows]),
            "partition": _ints([lane.partition for lane, _ in rows]),
            "first_offset": _longs([b.first[2] for b in all_bars]),
            "last_offset": _longs([b.last[2] for b in all_bars]),
            "trigger_offset": _longs([b.trigger for b in all_bars]),
            "interval": _texts([b.interval for b in all_bars]),
            "bar_date": floor_day([b.start for b in all_bars]),
        }
    )


def _instrument_columns(rows: list) -> dict:
    """The contract's columns of metadata rows; None stands for a row without an instrument."""

    def column(name):
        return [None if row is None else row[name] for row in rows]

    columns = {}
    for name in METADATA_FIELDS:
        if name == "tick_size":
            columns[name] = decimals(column(name), 18, 9)
        elif name == "lot_size":
            columns[name] = decimals(column(name), 18, 8)
        elif name == "valid_from":
            columns[name] = timestamps([None if n is None else n // 1000 for n in column(name)])
        else:
            columns[name] = _texts(column(name))
    return columns


def bronze_instruments(lanes: list, settings) -> pa.Table:
    rows = [(lane, record, row) for lane in lanes for record, row in lane.good]
    records = [record for _, record, _ in rows]
    columns = _instrument_columns([row for _, _, row in rows])
    columns["rescued"] = _texts([row["rescued"] for _, _, row in rows])
    columns["rule_flags"] = _longs([0] * len(rows))
    columns["schema_version"] = _ints([settings.schema_version] * len(rows))
    columns["topic"] = _texts([lane.topic for lane, _, _ in rows])
    columns["partition"] = _ints([lane.partition for lane, _, _ in rows])
    columns["offset"] = _longs([r.offset for r in records])
    columns["kafka_time"] = _kafka_times(records)
    return pa.table(columns)


def silver_instruments(lanes: list) -> pa.Table:
    versions = [v for lane in lanes for history in lane.histories.values() for v in history.rows()]
    columns = _instrument_columns([row for _, _, row, _ in versions])
    ends = [None if to is None else to // 1000 for _, to, _, _ in versions]
    columns["valid_to"] = timestamps(ends)
    columns["is_current"] = pa.array([end is None for end in ends], pa.bool_())
    return pa.table(columns)


def daily_bars(rows: list) -> pa.Table:
    columns = {
        "symbol": _texts([r["symbol"] for r in rows]),
        "session_date": _ints([r["day"] for r in rows]).cast(pa.date32()),
    }
    for name in ("open", "high", "low", "close", "vwap", "change"):
        columns[name] = decimals([r[name] for r in rows], 18, 9)
    columns["volume"] = decimals([r["volume"] for r in rows], 38, 8)
    columns["notional"] = decimals([r["notional"] for r in rows], 38, 17)
    columns["trade_count"] = _longs([r["trade_count"] for r in rows])
    columns["change_pct"] = decimals([r["change_pct"] for r in rows], 18, 4)
    instruments = _instrument_columns([r["instrument"] for r in rows])
    for name in METADATA_FIELDS:
        if name not in ("symbol", "valid_from"):
            columns[name] = instruments[name]
    return pa.table(columns)


def sector_summary(rows: list) -> pa.Table:
    columns = {
        "sector": _texts([r["sector"] for r in rows]),
        "session_date": _ints([r["day"] for r in rows]).cast(pa.date32()),
        "volume": decimals([r["volume"] for r in rows], 38, 8),
        "notional": decimals([r["notional"] for r in rows], 38, 17),
    }
    for name in ("symbol_count", "trade_count", "advancers", "decliners", "unchanged"):
        columns[name] = _longs([r[name] for r in rows])
    return pa.table(columns)



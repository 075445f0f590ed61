#!/usr/bin/env python3
"""The oracle against expectations worked out by hand: python3 test_oracle.py"""

from __future__ import annotations

import os
import sys
import tempfile
import unittest
from datetime import date, datetime, timezone
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import expected
import gold
import lake
import oracle
from contracts import SECOND, Settings, decode_metadata, decode_tick
from decoding import Reject, nanoseconds, raw_members, unscaled
from lanes import MetadataLane, TickLane
from records import Record

OPEN = nanoseconds("2026-01-05T14:30:00Z")


def text_of(second: float) -> str:
    """A time so many seconds after 14:30, as RFC 3339 with nine digits."""
    total = OPEN + round(second * SECOND)
    moment = datetime.fromtimestamp(total // SECOND, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{total % SECOND:09d}Z"


def tick(offset, second, price="10", size="100", symbol="A", id=None, kafka=None, more=""):
    trade_id = offset if id is None else id
    value = (
        f'{{"symbol":"{symbol}","price":{price},"size":{size},"ts":"{text_of(second)}",'
        f'"exchange":"XNAS","trade_id":{trade_id}{more}}}'
    )
    arrival = (OPEN + round((second if kafka is None else kafka) * SECOND)) // 1_000_000
    return Record(offset, arrival, 0, symbol.encode(), value.encode(), None)


def heartbeat(offset, second):
    arrival = (OPEN + round(second * SECOND)) // 1_000_000
    value = f'{{"ts":"{text_of(second)}"}}'.encode()
    return Record(offset, arrival, 0, b"h", value, [("ticklake-heartbeat", b"1")])


def lane(*records, **settings):
    return TickLane("t", 0, Settings(**settings)).run(list(records))


def reason(value) -> str | None:
    value = value.encode() if isinstance(value, str) else value
    try:
        decode_tick(value)
        return None
    except Reject as reject:
        return reject.reason


def plain(**replaced) -> str:
    members = {
        "symbol": '"A"', "price": "10.5", "size": "100", "ts": '"2026-01-05T14:30:00Z"',
        "trade_id": "7",
    }
    members.update(replaced)
    return "{" + ",".join(f'"{n}":{v}' for n, v in members.items() if v is not None) + "}"


class Decoding(unittest.TestCase):
    def test_numbers_are_exact_or_rejected(self):
        for text, scaled in [
            ("1.5000000000", 1_500_000_000), ("189.1234", 189_123_400_000), ("1e2", 100 * 10**9),
            ("-0", 0), ("0e99999", 0), ("12345E-4", 1_234_500_000), ("999999999.999999999", 10**18 - 1),
        ]:
            self.assertEqual(unscaled(text, 18, 9), scaled, text)
        for text, code in [
            ("1e-10", "precision_loss"), ("1.0000000001", "precision_loss"),
            ("1000000000", "out_of_range"), ("1e400", "out_of_range"), ("1e99999999", "out_of_range"),
            ("01", "malformed_number"), (" 1", "malformed_number"), ("+1", "malformed_number"),
            ("1.", "malformed_number"), ("", "malformed_number"), ("\u0661", "malformed_number"),
        ]:
            with self.assertRaises(Reject) as caught:
                unscaled(text, 18, 9)
            self.assertEqual(caught.exception.reason, code, text)

    def test_times_are_rfc_3339_within_64_bits(self):
        self.assertEqual(nanoseconds("1970-01-01t00:00:00.000000001z"), 1)
        self.assertEqual(nanoseconds("1969-12-31T23:59:59.999999999Z"), -1)
        self.assertEqual(nanoseconds("2026-01-05T20:00:00+05:30"), OPEN)
        self.assertEqual(nanoseconds("2262-04-11T23:47:16.854775807Z"), (1 << 63) - 1)
        for text, code in [
            ("2262-04-11T23:47:16.854775808Z", "out_of_range"), ("0000-01-01T00:00:00Z", "out_of_range"),
            ("2026-02-29T00:00:00Z", "malformed_time"), ("2026-01-05T14:30:60Z", "malformed_time"),
            ("2026-01-05T24:00:00Z", "malformed_time"), ("2026-01-05 14:30:00Z", "malformed_time"),
            ("2026-01-05T14:30:00", "malformed_time"), ("2026-01-05T14:30:00.1234567891Z", "malformed_time"),
        ]:
            with self.assertRaises(Reject) as caught:
                nanoseconds(text)
            self.assertEqual(caught.exception.reason, code, text)

    def test_every_reason_of_decoding(self):
        self.assertIsNone(reason(plain()))
        for value, code in [
            (b"", "empty_value"), (b"{" + b" " * (1 << 20) + b"}", "record_too_large"),
            (b'{"symbol":"\xff"}', "not_utf8"), ("\ufeff" + plain(), "malformed_json"),
            ('{"a":"\\ud800"}', "malformed_json"), ("{'a':1}", "malformed_json"),
            ('{"a":NaN}', "malformed_json"), (plain()[:-1], "malformed_json"),
            ('{"a":' + "[" * 64 + "]" * 64 + "}", "too_deep"), ("[]", "not_an_object"), ("5", "not_an_object"),
            (plain(price=None), "missing_field"), (plain(price="null"), "missing_field"),
            (plain(symbol='""'), "missing_field"), (plain(symbol="5"), "wrong_type"),
            (plain(price="true"), "wrong_type"), (plain(price='"x"'), "malformed_number"),
            (plain(trade_id="1.0"), "wrong_type"), (plain(trade_id="1e3"), "wrong_type"),
            (plain(ts='"noon"'), "malformed_time"), (plain(price="0.1234567891"), "precision_loss"),
            (plain(size="10000000000"), "out_of_range"),
        ]:
            self.assertEqual(reason(value), code, value[:60])
        self.assertIsNone(reason('{"a":' + "[" * 63 + "]" * 63 + "," + plain()[1:]))

    def test_optional_fields_and_what_is_rescued(self):
        row = decode_tick(plain(conditions='["@","I"]', sequence="5", exchange="null", x=' {"b" : [1, 2.50]}').encode())
        self.assertEqual((row.conditions, row.sequence, row.venue), ("@,I", 5, None))
        self.assertEqual(row.rescued, '{"x":{"b" : [1, 2.50]}}')
        row = decode_tick(plain(conditions="[]", exchange="7", trade_id='"12"').encode())
        self.assertEqual((row.conditions, row.venue, row.trade_id), ("", None, "12"))
        self.assertEqual(row.rescued, '{"exchange":7}')
        self.assertEqual(raw_members(' {"a" : 1 , "a":[ 2 ]} '), {"a": "[ 2 ]"})


class TickLanes(unittest.TestCase):
    def test_a_bar_of_three_ticks(self):
        # The second by time comes last; equal times are told apart by the sequence, null first.
        done = lane(
            tick(0, 1.0, "10.5", "100", more=',"sequence":9'),
            tick(1, 30.0, "12", "50", more=',"sequence":4'),
            tick(2, 30.0, "9.25", "0.5"),
            tick(3, 69.9, "1"),
            tick(4, 70.0, "1"),
        )
        self.assertEqual(len(done.bars), 1)
        row = expected.bars([done]).to_pylist()[0]
        self.assertEqual(
            (row["open"], row["high"], row["low"], row["close"]),
            (Decimal("10.5"), Decimal(12), Decimal("9.25"), Decimal(12)))
        self.assertEqual(row["volume"], Decimal("150.5"))
        self.assertEqual(row["notional"], Decimal("1654.625"))
        self.assertEqual(row["vwap"], Decimal("10.994186047"))  # 10.99418604651...
        self.assertEqual((row["first_offset"], row["last_offset"], row["trigger_offset"]), (0, 1, 4))
        self.assertEqual((row["first_sequence"], row["last_sequence"]), (9, 4))
        self.assertEqual((row["trade_count"], row["revision"], row["interval"]), (3, 0, "1m"))
        self.assertEqual(row["bar_start"], datetime(2026, 1, 5, 14, 30, tzinfo=timezone.utc))
        self.assertEqual(row["bar_date"], date(2026, 1, 5))

    def test_a_window_closes_when_the_watermark_reaches_its_end(self):
        self.assertEqual(lane(tick(0, 59), tick(1, 69.999999999)).bars, [])
        self.assertEqual(len(lane(tick(0, 59), tick(1, 70)).bars), 1)
        self.assertEqual(len(lane(tick(0, 59), heartbeat(1, 70)).bars), 1)
        self.assertEqual(len(lane(tick(0, 59), heartbeat(1, 310)).bars), 2)

    def test_a_tick_misses_the_short_window_and_makes_the_long_one(self):
        done = lane(tick(0, 1), tick(1, 75), tick(2, 2.0005), heartbeat(3, 400))
        self.assertEqual([(l.record.offset, l.interval, l.lateness_ms) for l in done.late], [(2, "1m", 62_999)])
        counts = {(b.interval, (b.start - OPEN) // SECOND): b.count for b in done.bars}
        self.assertEqual(counts, {("1m", 0): 1, ("1m", 60): 1, ("5m", 0): 3})

    def test_the_tick_that_moves_the_watermark_is_not_late_itself(self):
        done = lane(tick(0, 200), tick(1, 190.0), tick(2, 130.0), delay=10 * SECOND)
        # W before offset 2 is 190: the window [120, 180) has ended, that of offset 1 has not.
        self.assertEqual([l.record.offset for l in done.late], [2])

    def test_future_times_are_quarantined_and_do_not_move_the_watermark(self):
        done = lane(tick(0, 59), tick(1, 1000, kafka=60), tick(2, 121, kafka=61), tick(3, 120.0, kafka=60))
        self.assertEqual([q.reason for q in done.quarantined], ["future_time"])
        self.assertEqual(done.quarantined[0].record.offset, 1)
        # Exactly skew ahead is allowed.
        self.assertEqual(done.watermark, OPEN + 111 * SECOND)

    def test_rules_come_before_duplicates(self):
        done = lane(tick(0, 1, id=5), tick(1, 1, "0", id=5), tick(2, 1, size="-1", id=6), tick(3, 2, id=5))
        self.assertEqual(
            [(q.record.offset, q.reason, q.first_offset) for q in done.quarantined],
            [(1, "price_not_positive", None), (2, "size_not_positive", None), (3, "duplicate", 0)])

    def test_a_key_is_remembered_for_the_horizon(self):
        # The key of second 0 is remembered while W <= 60, that is up to event time 70.
        kept = lane(tick(0, 0, id=1), tick(1, 70, id=2), tick(2, 71, id=1))
        self.assertEqual([q.first_offset for q in kept.quarantined], [0])
        gone = lane(tick(0, 0, id=1), tick(1, 70.000000001, id=2), tick(2, 71, id=1), tick(3, 72, id=1))
        self.assertEqual([(q.record.offset, q.first_offset) for q in gone.quarantined], [(3, 2)])

    def test_a_duplicate_does_not_prolong_and_a_tick_beyond_the_horizon_is_not_remembered(self):
        done = lane(tick(0, 0, id=1), tick(1, 69, id=1), tick(2, 71, id=2), tick(3, 72, id=1))
        self.assertEqual([q.record.offset for q in done.quarantined], [1])
        late = lane(tick(0, 200, id=1), tick(1, 0, id=9), tick(2, 1, id=9))
        self.assertEqual(late.quarantined, [])
        self.assertEqual(len(late.good), 3)

    def test_a_number_and_its_text_are_one_key_and_exchanges_part_keys(self):
        a, b = tick(0, 1, id=12), tick(1, 1, id='"12"')
        other = b._replace(offset=2, value=b.value.replace(b"XNAS", b"BATS"))
        absent = b._replace(offset=3, value=b.value.replace(b'"exchange":"XNAS",', b""))
        again = absent._replace(offset=4)
        done = lane(a, b, other, absent, again)
        self.assertEqual([q.record.offset for q in done.quarantined], [1, 4])

    def test_kinds(self):
        null = Record(0, 0, 0, b"A", None, [("ticklake-heartbeat", b"1")])
        empty = null._replace(offset=1, value=b"", headers=None)
        bad = heartbeat(2, 1)._replace(value=b'{"ts":5}')
        far = heartbeat(3, 100)._replace(timestamp=OPEN // 1_000_000)
        done = lane(null, empty, bad, far, heartbeat(4, 0))
        self.assertEqual(done.counts, {"tombstones": 1, "heartbeats": 1})
        self.assertEqual(
            [q.reason for q in done.quarantined],
            ["empty_value", "malformed_heartbeat", "malformed_heartbeat"])


class Metadata(unittest.TestCase):
    def record(self, offset, day, name="Apple", key="A", value=True, kafka_day=1):
        arrival = nanoseconds(f"2026-01-{kafka_day:02d}T12:00:00Z") // 1_000_000
        text = f'{{"symbol":"{key}","name":"{name}","sector":"S{day}","valid_from":"2026-01-{day:02d}T00:00:00Z"}}'
        return Record(offset, arrival, 0, key.encode(), text.encode() if value else None, None)

    def histories(self, *records):
        done = MetadataLane("m", 0, Settings()).run(list(records))
        return done, done.histories["A"]

    def test_versions_are_ordered_by_valid_from_whatever_their_arrival(self):
        _, history = self.histories(self.record(0, 10), self.record(1, 5), self.record(2, 10, "New"))
        spans = [((f - OPEN) // gold.DAY + 6, to and (to - OPEN) // gold.DAY + 6, row["name"])
                 for f, to, row, _ in history.rows()]
        self.assertEqual(spans, [(5, 10, "Apple"), (10, None, "New")])

    def test_a_tombstone_ends_the_newest_version_for_good(self):
        done, history = self.histories(
            self.record(0, 2), self.record(1, 3), self.record(2, 3, value=False, kafka_day=5), self.record(3, 8))
        ends = [to for _, to, _, _ in history.rows()]
        noon = nanoseconds("2026-01-05T12:00:00Z")
        self.assertEqual(ends, [nanoseconds("2026-01-03T00:00:00Z"), noon, None])
        table = expected.silver_instruments([done]).to_pylist()
        self.assertEqual([row["is_current"] for row in table], [False, False, True])
        day = noon // gold.DAY * gold.DAY
        self.assertIsNone(gold.instrument_at(history, day + gold.DAY))
        self.assertEqual(gold.instrument_at(history, day)["sector"], "S3")

    def test_what_metadata_needs(self):
        for more, code in [
            ('"name":"x"', "missing_field"), ('"symbol":"A","tick_size":"0"', "tick_size_not_positive"),
            ('"symbol":"A","lot_size":-1', "lot_size_not_positive"), ('"symbol":"A","lot_size":"x"', None),
        ]:
            value = f'{{{more},"valid_from":"2026-01-01T00:00:00Z"}}'.encode()
            try:
                row = decode_metadata(value)
                self.assertEqual((code, row["rescued"]), (None, '{"lot_size":"x"}'))
            except Reject as reject:
                self.assertEqual(reject.reason, code)


class Gold(unittest.TestCase):
    def test_two_days_of_two_symbols(self):
        day = 86_400
        done = lane(
            tick(0, 0, "10", "100"), tick(1, 61, "11", "100"), tick(2, 62, "20", symbol="B"),
            tick(3, day, "12", "300"), tick(4, day + 1, "20", symbol="B"), heartbeat(5, 2 * day))
        rows = gold.daily_bars([done], {})
        got = [(r["symbol"], r["open"] // 10**9, r["close"] // 10**9, r["change"], r["change_pct"]) for r in rows]
        self.assertEqual(got, [
            ("A", 10, 11, None, None), ("A", 12, 12, 10**9, 90_909),
            ("B", 20, 20, None, None), ("B", 20, 20, 0, 0)])
        self.assertEqual(rows[0]["vwap"], 10_500_000_000)
        summary = gold.sector_summary(rows)
        second = next(s for s in summary if s["day"] == rows[1]["day"])
        self.assertEqual(
            (second["sector"], second["symbol_count"], second["advancers"], second["unchanged"]), (None, 2, 1, 1))

    def test_halves_go_to_the_even_digit(self):
        self.assertEqual(gold.vwap(25, 10), 2)
        self.assertEqual(gold.vwap(35, 10), 4)
        self.assertEqual(gold.change_percent(-1, 8_000_000), 0)  # -0.125 units to 0
        self.assertEqual(gold.change_percent(-1, 2_000_000), 0)  # -0.5 to the even 0
        self.assertEqual(gold.change_percent(-3, 2_000_000), -2)  # -1.5 to the even -2


class Comparison(unittest.TestCase):
    """The whole program over a lake that delta-rs writes."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.records = [
            tick(0, 1, more=',"x":1'), tick(1, 2, "0"), tick(2, 1, id=0), tick(3, 100),
            tick(4, 3), heartbeat(5, 400),
            Record(6, OPEN // 1_000_000, 0, None, None, None),
        ]
        self.lanes = [TickLane("price-ticks", 0, Settings()).run(self.records)]

    def tearDown(self):
        self.folder.cleanup()

    def write(self, change=None):
        from deltalake import write_deltalake

        rows = gold.daily_bars(self.lanes, {})
        quarantine = expected.quarantine(self.lanes)
        details = [None if n is None else f"first at offset {n}" for n in quarantine["first_offset"].to_pylist()]
        import pyarrow as pa

        tables = {
            "raw/price-ticks": expected.raw("price-ticks", {0: self.records}),
            "bronze/ticks": expected.bronze_ticks(self.lanes, Settings()),
            "silver/late_ticks": expected.late_ticks(self.lanes, Settings()),
            "silver/bars": expected.bars(self.lanes),
            "quarantine/price-ticks": quarantine.drop_columns(["first_offset"]).append_column(
                "detail", pa.array(details, pa.string())),
            "gold/daily_bars": expected.daily_bars(rows),
            "gold/sector_summary": expected.sector_summary(gold.sector_summary(rows)),
        }
        if change:
            change(tables)
        for name, table in tables.items():
            write_deltalake(os.path.join(self.folder.name, name), table)

    def run_oracle(self):
        return oracle.main(["--from-raw", "--no-metadata", "--lake", self.folder.name])

    def test_an_equal_lake_has_no_differences(self):
        self.write()
        self.assertEqual(self.run_oracle(), 0)

    def test_every_kind_of_difference_is_found(self):
        def shorter(name):
            return lambda tables: tables.update({name: tables[name].slice(1)})

        def doubled(name):
            import pyarrow as pa

            return lambda tables: tables.update({name: pa.concat_tables([tables[name], tables[name]])})

        def other(name, column, value):
            def change(tables):
                table = tables[name]
                values = [value] + table.column(column).to_pylist()[1:]
                import pyarrow as pa

                new = pa.array(values, table.schema.field(column).type)
                tables[name] = lake.replace_column(table, column, new)

            return change

        changes = [
            shorter("bronze/ticks"), doubled("silver/bars"), other("silver/bars", "close", Decimal(7)),
            other("bronze/ticks", "rescued", '{"x":2}'), other("silver/late_ticks", "lateness_ms", 1),
            other("quarantine/price-ticks", "reason", "other"), shorter("gold/daily_bars"),
            other("gold/sector_summary", "volume", Decimal(1)), lambda tables: tables.pop("silver/bars"),
            lambda tables: tables.update({"silver/bars": tables["silver/bars"].drop_columns(["vwap"])}),
        ]
        for change in changes:
            with tempfile.TemporaryDirectory() as folder:
                self.folder.name, kept = folder, self.folder.name
                self.write(change)
                self.assertEqual(self.run_oracle(), 1)
                self.folder.name = kept


if __name__ == "__main__":
    unittest.main()

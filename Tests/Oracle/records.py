"""Kafka records as plain tuples, from the broker itself or from a RAW table."""

from __future__ import annotations

import time
from typing import NamedTuple, Optional

PATIENCE = 60  # seconds without a record before reading gives up
HEARTBEAT_HEADER = "ticklake-heartbeat"


class Record(NamedTuple):
    """One Kafka record of one lane."""

    offset: int
    timestamp: int  # milliseconds since the epoch
    timestamp_type: int  # 0 create time, 1 log append time, -1 none (as in Spark's source)
    key: Optional[bytes]
    value: Optional[bytes]
    headers: Optional[list]  # [(key, value), ...], None for a record without headers


Lanes = dict  # partition -> list of Record, by offset


def read_topic(bootstrap: str, topic: str) -> Lanes:
    """Every record of a topic, from the low to the high watermarks of this moment."""
    from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "ticklake-oracle",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
            "queued.max.messages.kbytes": 65536,
        }
    )
    try:
        metadata = consumer.list_topics(topic, timeout=30).topics[topic]
        if metadata.error is not None:
            raise KafkaException(metadata.error)
        lanes: Lanes = {}
        for partition in sorted(metadata.partitions):
            lanes[partition] = _read_partition(consumer, topic, partition, KafkaError, TopicPartition)
        return lanes
    finally:
        consumer.close()


def _read_partition(consumer, topic, partition, KafkaError, TopicPartition) -> list:
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=30)
    records: list = []
    if low == high:
        return records
    consumer.assign([TopicPartition(topic, partition, low)])
    deadline = time.monotonic() + PATIENCE
    while True:
        # Returns when the batch is full, or after the timeout with what there is.
        messages = consumer.consume(10_000, timeout=0.2)
        if messages:
            deadline = time.monotonic() + PATIENCE
        elif time.monotonic() > deadline:
            raise SystemExit(f"{topic}/{partition}: nothing for {PATIENCE} s before offset {high}")
        for message in messages:
            error = message.error()
            if error is not None:
                # The end may lie behind markers that are no records.
                if error.code() == KafkaError._PARTITION_EOF:
                    return records
                raise SystemExit(f"{topic}/{partition}: {error}")
            if message.offset() >= high:
                return records
            kind, timestamp = message.timestamp()
            records.append(
                Record(
                    message.offset(),
                    timestamp,
                    kind - 1,
                    message.key(),
                    message.value(),
                    message.headers() or None,
                )
            )


def read_raw(lake: str, topic: str) -> Lanes:
    """Every record of a topic, from the lake's RAW table."""
    from lake import read_table

    table = read_table(lake, f"raw/{topic}").sort_by([("partition", "ascending"), ("offset", "ascending")])
    columns = [
        table.column(name).cast("int64").to_pylist() if name == "timestamp" else table.column(name).to_pylist()
        for name in ("partition", "offset", "timestamp", "timestampType", "key", "value", "headers")
    ]
    lanes: Lanes = {}
    for partition, offset, timestamp, kind, key, value, headers in zip(*columns):
        pairs = [(h["key"], h["value"]) for h in headers] if headers is not None else None
        lanes.setdefault(partition, []).append(
            Record(offset, timestamp // 1000, kind, key, value, pairs)
        )
    return lanes

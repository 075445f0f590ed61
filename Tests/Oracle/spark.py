"""Spark with Delta as the fifth reader: the reference implementation, where it can run.

It needs Java 17, `pip install pyspark==4.1.1`, and the jars of Delta, whose folder is looked for in
`SPARK_DELTA_JARS`, else beside the checkout in `../shared/tools/spark/jars`.
"""

from __future__ import annotations

import glob
import os
import tempfile

import pyarrow as pa

_session = None


def read_spark(path: str) -> pa.Table:
    return session().read.format("delta").load(os.path.abspath(path)).toArrow()


def session():
    """The one session of this process; its first query takes some twenty seconds."""
    global _session
    if _session is None:
        _session = _start()
    return _session


def _start():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    folder = os.environ.get("SPARK_DELTA_JARS", os.path.join(root, "../shared/tools/spark/jars"))
    jars = glob.glob(os.path.join(folder, "*.jar"))
    if not jars:
        raise RuntimeError(f"no jars in {folder}: set SPARK_DELTA_JARS to the folder of Delta's jars")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    options = {
        "spark.jars": ",".join(jars),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="warehouse-"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in options.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session

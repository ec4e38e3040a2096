"""The tables of the archives given, read back with DuckDB, pyarrow and PySpark: the counts are the verbs' counts, CSV and
Parquet hold the same values, and every reader sums up the same."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow.parquet
from pyspark.sql import SparkSession

SCRUBJAY = os.environ.get("SCRUBJAY", "target/release/scrubjay")
wrong = 0
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
versions = [f"{module.__name__} {module.__version__}" for module in (duckdb, pyarrow)] + [f"pyspark {spark.version}"]
print(", ".join(versions))


def run(*args):
    return subprocess.run([SCRUBJAY, *args], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


for archive in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for form in ["csv", "parquet"]:
            run("export", archive, "--to", form, "-o", str(folder / form))
        listed = {
            "events": json.loads(run("info", archive, "--json"))["events"],
            "console": len(run("console", archive, "--json").splitlines()),
            "network": len(run("network", archive, "--json").splitlines()),
            "signals": len(run("signals", archive, "--json").splitlines()),
            "clicks": len(run("events", archive, "--kind", "click", "--json").splitlines()),
            "recordings": 1,
        }
        for table, count in listed.items():
            csv, parquet = folder / "csv" / f"{table}.csv", folder / "parquet" / f"{table}.parquet"
            ours = pyarrow.parquet.read_table(parquet)
            one = duckdb.sql(f"select count(*) from '{parquet}'").fetchall()[0][0]
            other = duckdb.sql(f"select count(*) from read_csv('{csv}', all_varchar=true)").fetchall()[0][0]
            spark_table = spark.read.parquet(str(parquet))
            sparks = spark_table.count()
            same = spark_table.columns == ours.column_names
            if "seq" in ours.column_names:
                sums = "select sum(seq::bigint), sum(epoch_us::bigint), count(window_id)"
                told = duckdb.sql(f"{sums} from '{parquet}'").fetchall()
                same = same and told == duckdb.sql(f"{sums} from read_csv('{csv}', all_varchar=true)").fetchall()
                by_spark = spark_table.selectExpr("sum(cast(seq as bigint))", "sum(cast(epoch_us as bigint))", "count(window_id)")
                same = same and [tuple(row) for row in by_spark.collect()] == told
                stamps = duckdb.sql(f"select count(*) from '{parquet}' where epoch_us(time) <> epoch_us").fetchall()[0][0]
                same = same and stamps == 0
            fine = ours.num_rows == one == other == sparks == count and same
            wrong += not fine
            print("ok  " if fine else "BAD ", archive, table, count, ours.num_rows, one, other, sparks)
sys.exit(1 if wrong else 0)

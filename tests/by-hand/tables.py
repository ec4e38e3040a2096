"""The tables of the archives given, read back with DuckDB and pyarrow: the counts are the verbs' counts, and CSV and
Parquet hold the same values."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow.parquet

SCRUBJAY = os.environ.get("SCRUBJAY", "target/release/scrubjay")
wrong = 0


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
            same = True
            if "seq" in ours.column_names:
                sums = "select sum(seq::bigint), sum(epoch_us::bigint), count(window_id)"
                same = duckdb.sql(f"{sums} from '{parquet}'").fetchall() == duckdb.sql(f"{sums} from read_csv('{csv}', all_varchar=true)").fetchall()
                stamps = duckdb.sql(f"select count(*) from '{parquet}' where epoch_us(time) <> epoch_us").fetchall()[0][0]
                same = same and stamps == 0
            fine = ours.num_rows == one == other == count and same
            wrong += not fine
            print("ok  " if fine else "BAD ", archive, table, count, ours.num_rows, one, other)
sys.exit(1 if wrong else 0)

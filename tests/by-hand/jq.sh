#!/usr/bin/env bash
# The console errors of a long recording, by scrubjay and by the jq that gives the same: are they equal, and how much
# processor time does each take?
#
#   python3 make_large.py 100 large.ndjson --form rrweb    # any rrweb recording, one event a line
#   cargo build --release && tests/by-hand/jq.sh large.ndjson
#
# Needs jq. Each is run three times; the fastest counts, in user time, as other work on the machine does not change that.
set -euo pipefail
file=$1
scrubjay=${SCRUBJAY:-$(dirname "$0")/../../target/release/scrubjay}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

ours() { "$scrubjay" console "$file" --level error --json --fields text,stack; }
theirs() {
  jq -c 'select(.type == 6 and .data.plugin == "rrweb/console@1" and .data.payload.level == "error")
    | {text: ([.data.payload.payload[] | (fromjson? // .) | if type == "string" then . else tojson end] | join(" ")),
       stack: .data.payload.trace}' "$file"
}

fastest() {
  local TIMEFORMAT=%U
  for _ in 1 2 3; do { time "$1" >"$folder/$1"; } 2>&1; done | sort -n | head -1
}

a=$(fastest ours)
b=$(fastest theirs)
cmp "$folder/ours" "$folder/theirs"
echo "equal: $(wc -l <"$folder/ours") errors of $(du -h "$file" | cut -f1); scrubjay ${a} s, jq ${b} s: $(bc -l <<<"scale=1; $b / $a") times"

#!/usr/bin/env bash
# A line of 2 GB, piped: it is skipped and told with its place, the events around it are read, and memory stays bounded.
#
#   tests/by-hand/long-line.sh [target/release/scrubjay]
set -euo pipefail
program=${1:-target/release/scrubjay}
event='{"type":4,"data":{"href":"http://a.test/","width":1,"height":1},"timestamp":1000}'

told=$({
  printf '%s\n{"type":5,"timestamp":1001,"data":"' "$event"
  head -c 2147483648 /dev/zero | tr '\0' x
  printf '"}\n%s\n' "${event/1000/1002}"
} | "$program" info - --json | jq -c '[.events, .damage[0].kind, .damage[0].line]')

[ "$told" = '[2,"too-large",2]' ] || { echo "told $told"; exit 1; }
echo "two events, and a line too large: $told"

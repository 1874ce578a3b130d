#!/usr/bin/env bash
# Shows tools/listening sockets of processes that are not there.
set -euo pipefail

listening=$(cd "$(dirname "$0")/../.." && pwd)/tools/listening
PROC=$(mktemp -d)
export PROC
trap 'rm -rf "$PROC"' EXIT
failures=0

# A process with the sockets 11 to 14, two of which listen.
mkdir -p "$PROC/7/fd" "$PROC/7/net"
for inode in 11 12 13 14; do ln -s "socket:[$inode]" "$PROC/7/fd/$inode"; done

sockets() { # FILE LOCAL STATE INODE …
  local file=$1
  shift
  echo '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode' \
    >"$PROC/7/net/$file"
  while (($#)); do
    echo "   0: $1 00000000:0000 $2 00000000:00000000 00:00000000 00000000  0  0 $3 1" \
      >>"$PROC/7/net/$file"
    shift 3
  done
}

expect() { # CODE OUTPUT
  local code=0 output
  output=$("$listening" 7) || code=$?
  if [[ $code != "$1" || $output != "$2" ]]; then
    echo "FAILED: exit $code, «$output» instead of exit $1, «$2»" >&2
    failures=$((failures + 1))
  fi
}

# Connections, and sockets of others, are nobody's business.
sockets tcp 0100007F:20D1 0A 11 0100007F:C350 01 12 00000000:0016 0A 99
sockets tcp6
expect 0 127.0.0.1:8401
sockets tcp 0100007F:20D1 0A 11 3A40407F:0050 0A 13
sockets tcp6 00000000000000000000000001000000:20D2 0A 14
expect 0 $'127.0.0.1:8401\n127.64.64.58:80\n[::1]:8402'
sockets tcp 00000000:20D1 0A 11
sockets tcp6
expect 1 0.0.0.0:8401
sockets tcp
sockets tcp6 00000000000000000000000000000000:20D1 0A 11
expect 1 '[00000000000000000000000000000000]:8401'
sockets tcp6 0000000000000000FFFF00000100007F:20D1 0A 11
expect 0 127.0.0.1:8401
sockets tcp6 0000000000000000FFFF00000A00A8C0:20D1 0A 11
expect 1 192.168.0.10:8401

exit "$((failures > 0))"

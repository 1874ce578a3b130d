#!/usr/bin/env bash
# Has names lead elsewhere, as containers' do that start anew.
set -euo pipefail

follow=$(cd "$(dirname "$0")/../.." && pwd)/deploy/nginx/follow_addresses
folder=$(mktemp -d)
trap 'kill "$server" "$follower" 2>/dev/null || true; rm -rf "$folder"' EXIT
mkdir "$folder/bin"
cat >"$folder/bin/getent" <<'END'
#!/bin/sh
# The addresses of a name are in a file of its name.
echo "$2" >>"${0%/bin/*}/asked"
cat "${0%/bin/*}/$2" 2>/dev/null
END
chmod +x "$folder/bin/getent"
cat >"$folder/http.conf" <<'END'
upstream checkin {
  server checkin:8400 fail_timeout=1s;
}
upstream reporting {
  server reporting:8400 fail_timeout=1s;
}
END
echo '10.0.0.1 STREAM checkin' >"$folder/checkin"
echo '10.0.0.2 STREAM reporting' >"$folder/reporting"

: >"$folder/read"
# Notes each time that nginx would read.
# shellcheck disable=SC2016  # It has variables of its own.
bash -c 'trap "echo >>$1" HUP; while sleep 0.02; do :; done' - "$folder/read" &
server=$!
PATH=$folder/bin:$PATH "$follow" "$server" 0.05 "$folder/http.conf" &
follower=$!

rounds() { # COUNT: waits until it has looked that often more
  local goal=$(($(wc -l <"$folder/asked") + 2 * $1))
  while (($(wc -l <"$folder/asked") < goal)); do sleep 0.01; done
}
expect() { # COUNT WHAT
  if [[ $(wc -l <"$folder/read") != "$1" ]]; then
    echo "FAILED: read $(wc -l <"$folder/read") times instead of $1 $2" >&2
    exit 1
  fi
}

until [[ -s $folder/asked ]]; do sleep 0.01; done
rounds 3
expect 0 "while nothing changes"
# The two change places.
echo '10.0.0.2 STREAM checkin' >"$folder/checkin"
echo '10.0.0.1 STREAM reporting' >"$folder/reporting"
until [[ -s $folder/read ]]; do sleep 0.01; done
rounds 3
before=$(wc -l <"$folder/read")
# Nobody reads what leads nowhere.
mv "$folder/checkin" "$folder/gone"
rounds 3
expect "$before" "while a name leads nowhere"
mv "$folder/gone" "$folder/checkin"
rounds 3
expect "$before" "although all is as before"
# It ends with what it follows.
kill -9 "$server"
wait "$follower"

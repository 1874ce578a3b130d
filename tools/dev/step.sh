# shellcheck shell=bash
# Steps: one line each on stderr, their output in .local/log/NAME.log.

steps=0       # How many there are, for the [1/7] of the line.
step_count=0  # How many have begun.
step_name=
step_start=0

log_of() { # NAME
  echo ".local/log/$1.log"
}

# As root, the user that PostgreSQL runs as passes through .local on its way.
make_local() {
  local mode=700
  if ((EUID == 0)); then
    mode=711
  fi
  mkdir -p .local
  chmod "$mode" .local
  install -d -m 700 .local/log
}

begin_step() { # NAME TEXT
  make_local
  step_name=$1
  step_count=$((step_count + 1))
  step_start=$SECONDS
  printf '[%d/%d] %s …' "$step_count" "$steps" "$2" >&2
}

end_step() {
  printf ' %d s\n' $((SECONDS - step_start)) >&2
}

fail_step() { # ADVICE
  local log
  log=$(log_of "$step_name")
  printf ' FAILED after %d s\n' $((SECONDS - step_start)) >&2
  if [[ -s $log ]]; then
    echo "The last lines of $log:" >&2
    tail -n 20 "$log" | sed 's/^/  /' >&2
  fi
  echo "$1" >&2
  exit 1
}

# The descriptor of the lock of ./dev run stays out of what the step leaves
# running.
step() { # NAME TEXT ADVICE COMMAND…
  begin_step "$1" "$2"
  "${@:4}" >"$(log_of "$1")" 2>&1 9>&- || fail_step "$3"
  end_step
}

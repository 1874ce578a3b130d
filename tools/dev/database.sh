# shellcheck shell=bash
# The embedded PostgreSQL. start_database sets `url`.

readonly run_database=.local/postgres

# The descriptor 9 holds the lock for as long as the script lives.
lock_database() { # DIR
  make_local
  exec 9>"$1.lock"
  if ! flock -n 9; then
    echo "./dev: another ./dev run, bench or migrate works with $1 in this folder; end it first." >&2
    exit 1
  fi
}

start_database() { # DIR
  begin_step postgres "starting PostgreSQL"
  url=$(tools/postgres start "$1" 2>"$(log_of postgres)" 9>&-) ||
    fail_step "Correct the cause, or remove $1 to begin with an empty database."
  end_step
}

# Its data may be elsewhere: then this is of no process.
database_process() { # DIR
  head -n 1 "$1/data/postmaster.pid" 2>/dev/null || echo 0
}

migrate_database() {
  step migrate "migrating the database" \
    "If the data is of another branch, begin anew: tools/postgres remove $run_database" \
    build/release/bin/rollcall-migrate --database-url "$url"
}

end_database() { # stop|remove DIR
  tools/postgres "$1" "$2" >>"$(log_of postgres)" 2>&1 9>&- || true
}

# A signal ends the script by way of its exit trap.
trap_signals() {
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

command_migrate() { # [URL]
  url=${1-}
  if [[ $url ]]; then
    steps=3
  else
    steps=4
    lock_database "$run_database"
  fi
  install_missing tools/packages.txt
  build_preset release programs
  if [[ -z $url ]]; then
    trap_signals
    trap 'end_database stop "$run_database"' EXIT
    start_database "$run_database"
  fi
  migrate_database
}

# Results alone go to stdout. The server is as careful as one in production.
command_bench() { # [NAME…]
  local dir=.local/bench-postgres
  steps=4
  lock_database "$dir"
  install_missing tools/packages.txt
  build_preset release rollcall-bench
  trap_signals
  # shellcheck disable=SC2064  # The directory is local to this function.
  trap "end_database remove $dir" EXIT
  end_database remove "$dir"
  start_database "$dir"
  migrate_database
  build/release/bin/rollcall-bench --database-url "$url" "$@" 9>&-
}

# shellcheck shell=bash
# A whole Rollcall in one terminal, its data in .local/.

readonly program=build/release/bin/rollcall
readonly page=.local/report.html

end_run() {
  trap '' INT TERM HUP
  printf '\nStopping the services and PostgreSQL …' >&2
  end_services
  end_database stop "$run_database"
  echo " stopped; the data stays in .local/." >&2
}

# The addresses, for this script's own calls and for another terminal's.
export_addresses() {
  local name
  {
    for name in "${services[@]}"; do
      echo "export ROLLCALL_${name^^}_ADDRESS=${address[$name]}"
    done
    printf 'export ROLLCALL_TOKEN_FILE=%q\n' "$PWD/.local/admin-token"
    echo "export ROLLCALL_PROFILE=none"
  } >.local/env
  # shellcheck source=/dev/null
  . .local/env
}

print_help() {
  local name
  printf '\nRollcall serves at\n'
  for name in "${services[@]}"; do
    printf '  %-14s %s\n' "$name" "${address[$name]}"
  done
  cat <<TEXT
  admin token    .local/admin-token

Call it from another terminal:
$(sed 's/^/  /' .local/env)
  $program report events/forum-2022
  $program call rollcall.reporting.v1.ReportingService/GetSummary '{"event":"events/forum-2022"}'

The exports are in .local/env too. Ctrl-C ends everything; the data stays.
TEXT
}

command_run() { # [--once]
  if (($# > 1)) || [[ ${1---once} != --once ]]; then
    echo "Usage: ./dev run [--once]" >&2
    exit 64
  fi
  steps=9
  lock_database "$run_database"
  install_missing tools/packages.txt
  build_preset release programs
  trap_signals
  trap end_run EXIT
  start_database "$run_database"
  migrate_database
  start_services
  export_addresses
  step ports "looking where they listen" \
    "Nothing of a run may take connections from elsewhere: see tools/listening." \
    tools/listening "${process[@]}" "$(database_process "$run_database")"
  step demo "loading the demo" "The logs of the services are in .local/log/." \
    "$program" demo load
  step report "asking for the report" "The logs of the services are in .local/log/." \
    "$program" report events/forum-2022
  step page "writing the report as a page" "The logs of the services are in .local/log/." \
    "$program" report events/forum-2022 --html "$page"
  cat "$(log_of report)"
  printf '\nThe same as a page to read and print: %s\n' "$page"
  if (($# == 0)); then
    print_help
    trap 'exit 0' INT TERM HUP
    watch_services
    exit 1
  fi
}

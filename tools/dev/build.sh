# shellcheck shell=bash
# Configures and builds a preset, showing how far it is.

# Reads ninja's output. A terminal sees every step, a log every quarter.
show_progress() {
  local line text quarter=0 done_count all
  text="[$step_count/$steps] $1 …"
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    done_count=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
    if [[ -t 2 ]]; then
      printf '\r%s %d/%d' "$text" "$done_count" "$all" >&2
    elif ((all >= 20 && done_count * 4 / all > quarter && done_count < all)); then
      quarter=$((done_count * 4 / all))
      printf '\n      %d%% …' $((quarter * 25)) >&2
    fi
  done
}

build_preset() { # PRESET [TARGET…]
  local log text="building ($1)"
  log=$(log_of build)
  begin_step build "$text"
  {
    cmake --preset "$1" &&
      cmake --build --preset "$1" ${2+--target "${@:2}"}
  } 2>&1 9>&- | tee "$log" | show_progress "$text" ||
    fail_step "Correct the error; the whole output is in $log."
  end_step
}

command_build() {
  steps=2
  install_missing tools/packages.txt
  build_preset "${1:-dev}"
}

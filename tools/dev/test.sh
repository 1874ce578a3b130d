# shellcheck shell=bash
# The tests, with a database that ctest starts and stops as a fixture.

command_test() { # [--fault [CYCLES]] [CTEST-ARGUMENT…]
  steps=3
  make_local
  local fault_results=
  if [[ ${1-} == --fault ]]; then
    shift
    export ROLLCALL_FAULT_CYCLES=10
    if [[ ${1-} =~ ^[1-9][0-9]*$ ]]; then
      ROLLCALL_FAULT_CYCLES=$1
      shift
    fi
    fault_results=$PWD/.local/log/fault.jsonl
    rm -f "$fault_results"
    export ROLLCALL_FAULT_RESULTS=$fault_results
    # One after the other, since times are told. A cycle takes a few seconds.
    set -- -R '^fault\.' -j 1 --timeout "$((900 + 60 * ROLLCALL_FAULT_CYCLES))" "$@"
  fi
  rm -f "$(log_of test)"
  install_missing tools/packages.txt tools/packages-test.txt
  step modules "installing what docs/api-guide.md needs of npm" \
    "Check the network and the settings of npm." install_modules tools/api_guide
  build_preset dev
  trap_signals
  # An interrupted ctest does not reach the cleanup of its fixture.
  trap 'tools/test_database stop build/dev/test_database >/dev/null 2>&1 || true' EXIT
  local result=0
  ctest --preset dev "$@" 2>&1 | tee "$(log_of test)" || result=$?
  [[ ! -f $fault_results ]] || cat "$fault_results"
  return "$result"
}

# shellcheck shell=bash
# The tests, with a database that ctest starts and stops as a fixture.

command_test() { # [CTEST-ARGUMENT…]
  steps=2
  make_local
  rm -f "$(log_of test)"
  install_missing tools/packages.txt
  build_preset dev
  trap_signals
  # An interrupted ctest does not reach the cleanup of its fixture.
  trap 'tools/test_database stop build/dev/test_database >/dev/null 2>&1 || true' EXIT
  ctest --preset dev "$@" 2>&1 | tee "$(log_of test)"
}

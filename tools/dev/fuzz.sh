# shellcheck shell=bash
# The fuzzer, a program of its own that clang builds with coverage.

# What it learns and what fails stays in .local/fuzz.
command_fuzz() { # [SECONDS]
  local dir=.local/fuzz
  steps=2
  install_missing tools/packages.txt tools/packages-fuzz.txt
  build_preset fuzz ticket_fuzz
  mkdir -p "$dir/corpus"
  build/fuzz/bin/ticket_fuzz -max_total_time="${1-60}" -max_len=1024 \
    -print_final_stats=1 -artifact_prefix="$dir/" \
    "$dir/corpus" tests/fuzz/corpus
}

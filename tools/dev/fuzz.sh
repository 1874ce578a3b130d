# shellcheck shell=bash
# The fuzzers, programs of their own that clang builds with coverage: one for
# each parser, named as its corpus in tests/fuzz/corpus.

all_fuzz_targets() {
  local folder
  for folder in tests/fuzz/corpus/*/; do basename "$folder"; done
}

# Runs one fuzzer. What it learns and what fails stays in .local/fuzz/TARGET.
run_fuzz_target() { # TARGET SECONDS
  local dir=.local/fuzz/$1 log
  local -a limits=(-max_len=1024)
  # Texts with lists as long as their limits. Weighing what is rare takes longer
  # than all else where there is as much code.
  [[ $1 != request ]] || limits=(-max_len=65536 -len_control=0 -entropic=0)
  mkdir -p "$dir/corpus"
  log=$(log_of "fuzz-$1")
  begin_step "fuzz-$1" "fuzzing ($1, $2 s)"
  "build/fuzz/bin/${1}_fuzz" -max_total_time="$2" "${limits[@]}" \
    -print_final_stats=1 -artifact_prefix="$dir/" \
    "$dir/corpus" "tests/fuzz/corpus/$1" >"$log" 2>&1 ||
    fail_step "The input is in $dir/; all of the output is in $log."
  end_step
  grep -E 'DONE|average_exec' "$log" >&2
}

command_fuzz() { # [SECONDS] [TARGET…]
  local seconds=60 target
  local -a targets
  if [[ ${1-} =~ ^[1-9][0-9]*$ ]]; then
    seconds=$1
    shift
  fi
  targets=("$@")
  (($# > 0)) || mapfile -t targets < <(all_fuzz_targets)
  for target in "${targets[@]}"; do
    [[ -d tests/fuzz/corpus/$target ]] || {
      echo "./dev fuzz: there is no target '$target'; there are:" \
        "$(all_fuzz_targets | paste -sd ' ')" >&2
      exit 64
    }
  done
  # Each has its share of the time.
  seconds=$(((seconds + ${#targets[@]} - 1) / ${#targets[@]}))
  steps=$((2 + ${#targets[@]}))
  install_missing tools/packages.txt tools/packages-fuzz.txt
  build_preset fuzz "${targets[@]/%/_fuzz}"
  for target in "${targets[@]}"; do run_fuzz_target "$target" "$seconds"; done
}

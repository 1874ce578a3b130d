# shellcheck shell=bash
# The checks that read the source. Every one runs, whatever the others find.

readonly checks=(format layers shell protos breaking tidy whitespace)
readonly buf=tools/buf/node_modules/.bin/buf

# Names of files that git knows, or that it would add, and that exist.
files_of() { # PATTERN…
  local names name
  names=$(git ls-files --cached --others --exclude-standard -- "$@") || return
  while read -r name; do
    if [[ -f $name ]]; then
      echo "$name"
    fi
  done <<<"$names"
}

shell_files() {
  local names name
  names=$(files_of .) || return
  # dev includes the parts of tools/dev/.
  while read -r name; do
    if [[ $name != tools/dev/* ]] &&
      head -n 1 "$name" | grep -qaE '^#!.*\b(ba)?sh\b'; then
      echo "$name"
    fi
  done <<<"$names"
}

for_each() { # LIST COMMAND…
  local names
  names=$("$1") || return
  [[ -z $names ]] || xargs -d '\n' -- "${@:2}" <<<"$names"
}

cpp_files() {
  files_of '*.h' '*.cc'
}

check_format() {
  for_each cpp_files clang-format --dry-run -Werror
}

check_layers() {
  tools/check_layering
}

check_shell() {
  for_each shell_files shellcheck --external-sources --check-sourced
}

check_protos() {
  "$buf" lint
}

check_breaking() {
  tools/buf_breaking
}

check_tidy() {
  # Set by who starts from nothing and leaves nothing behind.
  if [[ -n ${ROLLCALL_LINT_ALL-} ]]; then
    tools/tidy build/dev
  else
    tools/tidy build/dev .local/tidy
  fi
}

check_whitespace() {
  # What a fuzzer begins with may end in anything.
  ! git grep -nI --untracked '[[:space:]]$' -- . ':!tests/fuzz/corpus'
}

command_lint() {
  local name start summary='' result=0
  steps=3
  install_missing tools/packages.txt tools/packages-lint.txt
  step buf "installing buf" "Check the network and the settings of npm." \
    install_modules tools/buf
  # clang-tidy reads the generated headers.
  build_preset dev rollcall_protos
  for name in "${checks[@]}"; do
    start=$SECONDS
    printf '\n== %s\n' "$name" >&2
    if "check_$name" >&2; then
      summary+=$(printf 'ok      %s (%d s)' "$name" $((SECONDS - start)))$'\n'
    else
      summary+=$(printf 'FAILED  %s (%d s)' "$name" $((SECONDS - start)))$'\n'
      result=1
    fi
  done
  printf '\n%s' "$summary" >&2
  return "$result"
}

command_fmt() {
  steps=1
  install_missing tools/packages-lint.txt
  for_each cpp_files clang-format -i
}

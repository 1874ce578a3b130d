#!/usr/bin/env bash
# The build refuses a migration that does not say which programs run beside it.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.25)
project(migrations LANGUAGES NONE)
include($root/cmake/EmbedTexts.cmake)
rollcall_embed_migrations(made_up made_up migrations)
EOF
mkdir "$work/migrations"
for number in {0001..0012}; do
  echo 'SELECT 1;' >"$work/migrations/${number}_old.sql"
done

configure() { # FIRST_LINE
  echo "$1" >"$work/migrations/0013_new.sql"
  cmake -S "$work" -B "$work/build" >"$work/log" 2>&1
}

fail() { # WHAT
  cat "$work/log" >&2
  echo "migrations_test: $1" >&2
  exit 1
}

expect_refusal() { # FIRST_LINE WORDS
  ! configure "$1" || fail "«$1» passes"
  tr -s ' \n' ' ' <"$work/log" | grep -q -- "$2" || fail "«$1» is refused for something else"
}

expect_refusal 'SELECT 1;' 'oldest_program: N» has to say'
expect_refusal '-- oldest_program: none' 'oldest_program: N» has to say'
expect_refusal '-- oldest_program: 14' 'oldest_program is from 12'
expect_refusal '-- oldest_program: 11' 'oldest_program is from 12'
for oldest in 12 13; do
  configure "-- oldest_program: $oldest" || fail "«$oldest» does not pass"
  grep -q "{13, $oldest, \"0013_new\"" "$work/build/embedded/made_up/made_up.h" ||
    fail "$oldest is not embedded"
done

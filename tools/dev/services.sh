# shellcheck shell=bash
# The three services as processes of this script.

readonly services=(registration checkin reporting)
declare -A process=() address=()

# gRPC would share a port that another gRPC server listens on.
free_port() { # PORT: itself, or 0 for any
  if (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    echo 0
  else
    echo "$1"
  fi
}

start_service() { # NAME PORT
  local port more=()
  port=$(free_port "$2")
  if [[ $1 == registration ]]; then
    more=(--ticket-key-dir .local/ticket-keys)
  fi
  # A session of its own keeps a Ctrl-C from it: end_services ends it.
  setsid "build/release/bin/rollcall-$1" --listen "127.0.0.1:$port" \
    --database-url "$url" --admin-token-file .local/admin-token "${more[@]}" \
    >"$(log_of "$1")" 2>&1 9>&- &
  process[$1]=$!
}

served_address() { # NAME
  sed -n '/"message": *"serving"/s/.*"address": *"\([^"]*\)".*/\1/p' \
    "$(log_of "$1")" | tail -n 1
}

await_service() { # NAME
  local deadline=$((SECONDS + 60))
  step_name=$1
  address[$1]=
  while [[ -z ${address[$1]} ]]; do
    kill -0 "${process[$1]}" 2>/dev/null ||
      fail_step "rollcall-$1 ended before it served; its log says why."
    ((SECONDS < deadline)) || fail_step "rollcall-$1 does not serve after 60 s."
    sleep 0.1
    address[$1]=$(served_address "$1")
  done
}

start_services() {
  local name port=8401
  begin_step services "starting ${services[*]}"
  for name in "${services[@]}"; do
    : >"$(log_of "$name")"
    start_service "$name" "$port"
    port=$((port + 1))
  done
  for name in "${services[@]}"; do
    await_service "$name"
  done
  end_step
}

end_services() {
  local name deadline=$((SECONDS + 15))
  for name in "${!process[@]}"; do
    kill -TERM "${process[$name]}" 2>/dev/null || true
  done
  for name in "${!process[@]}"; do
    while kill -0 "${process[$name]}" 2>/dev/null; do
      if ((SECONDS >= deadline)); then
        echo "rollcall-$name did not end within 15 s and is killed." >&2
        kill -KILL "${process[$name]}" 2>/dev/null || true
        break
      fi
      sleep 0.1
    done
  done
}

# Returns only if a service ends by itself, which none should.
watch_services() {
  local name
  wait -n "${process[@]}" || true
  for name in "${services[@]}"; do
    if ! kill -0 "${process[$name]}" 2>/dev/null; then
      echo "rollcall-$name ended by itself. The last lines of $(log_of "$name"):" >&2
      tail -n 20 "$(log_of "$name")" | sed 's/^/  /' >&2
    fi
  done
}

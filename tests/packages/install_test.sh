#!/usr/bin/env bash
# Builds the packages, installs them with apt in a clean Debian, boots that with
# systemd in a container, and asks the services that it starts.
#
#   tests/packages/install_test.sh BUILD_DIR
#
# Exits with 77, which ctest takes for skipped, where there is no way to do so.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)

skip() { # WHY
  echo "skipped: $1"
  exit 77
}

((EUID == 0)) || skip "only root makes a clean Debian and boots it"
for tool in mmdebstrap systemd-nspawn nsenter; do
  command -v "$tool" >/dev/null || skip "$tool is missing: ./dev install"
done

# In memory: what is unpacked is written for a minute only.
work=$(mktemp -d -p /dev/shm)
chmod 711 "$work"  # PostgreSQL passes through.
machine=
container=

clean_up() {
  [[ -z $container ]] || {
    kill "$container"
    wait "$container"
  } 2>/dev/null || true
  "$root/tools/postgres" remove "$work/postgres" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

fail() { # WHAT
  echo "install_test: $1" >&2
  [[ -z $container ]] ||
    inside journalctl --no-pager -q -n 60 -u 'rollcall-*' >&2 || true
  exit 1
}

# Runs a command in the container.
inside() { # COMMAND…
  nsenter --target "$machine" --all -- "$@"
}

expect() { # WANTED COMMAND…
  local got
  got=$("${@:2}" 2>&1) || true
  [[ $got == "$1" ]] || fail "«${*:2}» says «$got» and not «$1»"
}

# The packages, of the programs of this build. What they are compressed with is
# nothing to test.
make_packages() {
  cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/packages" \
    -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && fail "cpack failed"; }
  mkdir "$work/debs"
  cp "$work"/packages/*.deb "$work/debs"
}

# The sources of this machine, whatever they are.
sources() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null || true
}

make_machine() {
  # The hooks are shell, whose $1 is the folder.
  # shellcheck disable=SC2016
  sources | mmdebstrap --quiet --variant=apt --include=systemd \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --dpkgopt=force-unsafe-io \
    --customize-hook="copy-in $work/debs /" \
    --customize-hook='chroot "$1" sh -c "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /debs/*.deb"' \
    bookworm "$work/machine" - >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    ! grep -qE 'Could not (resolve|connect)|apt-get update .*failed' "$work/log" ||
      skip "there is no mirror of Debian"
    fail "no clean Debian, or the packages do not install in it"
  }
}

# The logins that the package has. The server asks for the passwords of all but one,
# which has no file with it, either.
make_database() {
  local url name
  url=$("$root/tools/postgres" start "$work/postgres" --fast 2>"$work/log")
  socket=${url#*host=}
  socket=${socket%%&*}/.s.PGSQL.5432
  {
    echo 'DROP DATABASE rollcall;'
    for name in owner registration checkin; do
      echo "\\set ${name}_password of-$name"
    done
    cat "$work/machine/usr/share/rollcall/logins.sql"
    echo "COPY (VALUES ('local all postgres trust'),
                       ('local rollcall reporting_service trust'),
                       ('local rollcall all scram-sha-256'))
          TO '$work/postgres/data/pg_hba.conf';
          SELECT pg_reload_conf();"
  } | psql -XAtq -v ON_ERROR_STOP=1 "${url/\/rollcall/\/postgres}" >/dev/null
}

boot() {
  systemd-nspawn --quiet --register=no --keep-unit --private-network --console=pipe \
    --bind="$socket:/run/postgresql/.s.PGSQL.5432" --directory="$work/machine" --boot \
    </dev/null >"$work/console" 2>&1 &
  container=$!
  local deadline=$((SECONDS + 60))
  until machine=$(cat "/proc/$container/task/$container/children" 2>/dev/null) &&
    machine=${machine%% *} && [[ $machine ]] &&
    inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; do
    kill -0 "$container" 2>/dev/null || {
      cat "$work/console" >&2
      container=
      skip "systemd does not boot in a container here"
    }
    ((SECONDS < deadline)) || fail "systemd does not boot"
    sleep 0.1
  done
}

# What the operator does besides installing.
configure() {
  local etc=$work/machine/etc/rollcall name
  mkdir -p "$etc/tls"
  (
    umask 077
    echo '*:*:*:rollcall_owner:of-owner' >"$etc/migrate.pgpass"
    for name in registration checkin; do
      echo "*:*:*:${name}_service:of-$name" >"$etc/$name.pgpass"
    done
  )
  # Reporting speaks TLS, with a key that only its group may read.
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj /CN=reporting -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$etc/tls/reporting.key" -out "$etc/tls/reporting.pem" 2>/dev/null
  chroot "$work/machine" chgrp rollcall /etc/rollcall/tls/reporting.key
  chmod 640 "$etc/tls/reporting.key"
  sed -i 's,^#\(ROLLCALL_TLS_\(CERT\|KEY\)\),\1,' "$etc/reporting.env"
}

# Asks a service how it is, with the variables that it has itself.
health_of() { # NAME
  inside sh -c "set -a; . /etc/rollcall/$1.env
    exec rollcall-$1 --check-health serving --admin-token-file /etc/rollcall/admin-token \
      ${2-}"
}

property() { # NAME PROPERTY
  inside systemctl show --property "$2" --value "rollcall-$1"
}

make_packages
make_machine
make_database
configure

for name in migrate registration checkin reporting; do
  # What it only warns of would be left out.
  { systemd-analyze verify --man=no --root="$work/machine" "rollcall-$name.service" >"$work/log" 2>&1 &&
    ! grep -F "rollcall-$name" "$work/log"; } ||
    { cat "$work/log" >&2 && fail "the unit of rollcall-$name is malformed"; }
  # Tenths: what a service could do, of 100.
  systemd-analyze security --offline=true --root="$work/machine" --threshold=15 \
    "rollcall-$name.service" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && fail "rollcall-$name may do too much"; }
done

[[ ! -e $work/machine/etc/rollcall/admin-token ]] ||
  fail "an image has a token, which all of its copies would share"

boot
inside sh -c 'dpkg -i /debs/*.deb' >"$work/log" 2>&1 ||
  { cat "$work/log" >&2 && fail "the packages do not install again"; }
expect 'inactive' inside systemctl is-active rollcall-checkin
inside systemctl start rollcall-migrate || fail "rollcall-migrate fails"
inside systemctl enable --quiet --now rollcall-registration rollcall-checkin rollcall-reporting ||
  fail "a service does not start"
for name in registration checkin reporting; do
  more=
  [[ $name != registration ]] || more='--ticket-key-dir /nowhere'
  expect serving health_of "$name" "$more"
  expect "rollcall-$name" inside stat -c %U "/proc/$(property "$name" MainPID)"
done
expect '600 rollcall-registration' inside stat -c '%a %U' \
  /var/lib/rollcall-registration/ticket-keys/0001.key
expect '600 root' inside stat -c '%a %U' /etc/rollcall/admin-token

# An event needs its time zone, which is another package's.
expect 'events/forum' inside sh -c "rollcall --token-file /etc/rollcall/admin-token \
  event create - --id forum --output json <<'JSON' | grep -o 'events/forum'
    {\"title\": \"Forum\", \"edition\": \"1\", \"timeZone\": \"Asia/Shanghai\",
     \"startTime\": \"2026-09-03T01:00:00Z\", \"endTime\": \"2026-09-03T10:00:00Z\"}
JSON"

# What a service is kept from and does want, it warns of.
! inside journalctl --no-pager -q -u 'rollcall-*' | grep -E '"severity":"(warning|error)"' ||
  fail "a service warns"
for name in registration checkin reporting; do
  inside systemctl stop "rollcall-$name"
  expect 'success 0' echo "$(property "$name" Result) $(property "$name" NRestarts)"
done

inside sh -c 'apt-get purge -y -qq "rollcall*" >/dev/null 2>&1' || fail "purge fails"
expect '' inside find /usr/bin /usr/lib/systemd /etc/systemd -name 'rollcall*'
expect '/var/lib/rollcall-registration/ticket-keys/0001.key' \
  inside find /var/lib/rollcall-registration -name '*.key'
echo "the packages install, start, answer, stop and go"

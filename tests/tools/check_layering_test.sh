#!/usr/bin/env bash
# Breaks every rule of tools/check_layering in a tree of its own.
set -euo pipefail

check=$(cd "$(dirname "$0")/../.." && pwd)/tools/check_layering
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

put() { # FILE HEADER: a second line, so that line numbers are seen to count
  mkdir -p "$tree/$(dirname "$1")"
  printf '// A file.\n#include %s\n' "$2" >"$tree/$1"
}

allows() { # FILE HEADER
  put "$1" "$2"
  "$check" "$tree" >"$tree/out" || fail "$1 may include $2: $(cat "$tree/out")"
  rm "$tree/$1"
}

refuses() { # FILE HEADER
  put "$1" "$2"
  if "$check" "$tree" >"$tree/out"; then
    fail "$1 must not include $2"
  elif ! grep -qF "$1:2: " "$tree/out"; then
    fail "$1:2 is not named: $(cat "$tree/out")"
  fi
  rm "$tree/$1"
}

allows common/base/uuid.cc '"common/base/uuid.h"'
allows common/base/uuid.cc '<string>'
refuses common/base/uuid.h '"common/status/error.h"'
refuses common/base/uuid.h '"rollcall/error/v1/error_reason.pb.h"'
refuses common/base/uuid.h '<pqxx/pqxx>'

allows common/status/error.h '"rollcall/error/v1/error_reason.pb.h"'
allows common/status/error.h '"google/rpc/error_details.pb.h"'
refuses common/status/error.h '"rollcall/checkin/v1/decision.pb.h"'
refuses common/status/error.h '"common/api/page.h"'

allows common/tls/pem_files.cc '"common/base/secret_file.h"'
refuses common/tls/pem_files.cc '<grpcpp/grpcpp.h>'
refuses common/tls/pem_files.cc '"common/api/page.h"'

for module in api geo ticket auth; do
  allows common/$module/x.h '"common/api/page.h"'
  refuses common/$module/x.h '"common/rpc/server.h"'
  refuses common/$module/x.h '"common/db/pool.h"'
done
refuses common/api/x.h '"common/auth/token.h"'

allows common/rpc/server.cc '"common/auth/token.h"'
allows common/rpc/server.cc '"common/tls/pem_files.h"'
allows common/rpc/server.cc '<grpcpp/grpcpp.h>'
refuses common/rpc/server.cc '"common/db/pool.h"'
refuses common/rpc/server.cc '"common/app/run.h"'

allows common/db/pool.cc '<pqxx/pqxx>'
refuses common/db/pool.cc '"common/rpc/server.h"'
refuses common/db/pool.cc '"common/api/page.h"'
refuses common/db/pool.cc '<grpcpp/grpcpp.h>'

allows common/metrics/endpoint.cc '"prometheus/exposer.h"'
refuses common/metrics/page.h '"common/db/pool.h"'
refuses common/metrics/page.h '<grpcpp/grpcpp.h>'
refuses common/base/tally.h '"common/metrics/page.h"'
allows common/rpc/server.cc '"common/metrics/page.h"'
allows common/db/pool.cc '"common/metrics/page.h"'
refuses common/db/pool.cc '"prometheus/registry.h"'
refuses services/checkin/checkin_service.cc '"prometheus/counter.h"'

allows common/attendance/fold.cc '"common/db/pool.h"'
refuses common/attendance/fold.cc '"common/rpc/server.h"'
allows common/enrolment/place.cc '"common/db/pool.h"'
refuses common/enrolment/place.cc '"common/rpc/server.h"'

allows common/app/run.cc '"common/rpc/server.h"'
allows common/app/run.cc '"common/db/pool.h"'
allows common/app/run.cc '"migrations_sql.h"'
refuses common/app/run.cc '"services/checkin/checkin_store.h"'
refuses common/app/run.cc '<pqxx/pqxx>'
refuses common/unheard/of.cc '"common/base/uuid.h"'

allows services/checkin/main.cc '"common/app/run.h"'
allows services/checkin/main.cc '"services/checkin/checkin_store.h"'
refuses services/checkin/main.cc '"services/reporting/report.h"'

allows services/checkin/checkin_service.cc '<grpcpp/grpcpp.h>'
allows services/checkin/checkin_service.h '"rollcall/checkin/v1/checkin_service.grpc.pb.h"'
allows services/checkin/checkin_service.cc '"common/rpc/reply.h"'
refuses services/checkin/checkin_service.cc '"common/app/run.h"'
refuses services/checkin/checkin_service.cc '"common/db/pool.h"'
refuses services/checkin/checkin_service.cc '<pqxx/pqxx>'
refuses services/checkin/checkin_service.cc '"checkin_sql.h"'
refuses services/checkin/checkin_service.cc '"services/registration/event.h"'

allows services/checkin/checkin_store.cc '<pqxx/pqxx>'
allows services/checkin/checkin_store.cc '"checkin_sql.h"'
allows services/checkin/checkin_store.cc '"common/db/pool.h"'
refuses services/checkin/checkin_store.cc '"services/checkin/../reporting/report.h"'
refuses services/checkin/checkin_store.cc '"services/reporting/reporting_sql.h"'
refuses services/checkin/checkin_store.cc '"common/app/run.h"'
refuses services/checkin/checkin_store.cc '"common/rpc/reply.h"'
refuses services/checkin/checkin_store.h '<grpcpp/grpcpp.h>'

allows services/checkin/admission.cc '"rollcall/checkin/v1/decision.pb.h"'
allows services/checkin/admission.cc '"common/geo/country.h"'
refuses services/checkin/admission.cc '<grpcpp/grpcpp.h>'
refuses services/checkin/admission.cc '"rollcall/checkin/v1/checkin_service.grpc.pb.h"'
refuses services/checkin/admission.h '<pqxx/pqxx>'
refuses services/checkin/admission.cc '"checkin_sql.h"'
refuses services/checkin/admission.cc '"absl/time/clock.h"'
refuses services/checkin/admission.cc '"common/db/pool.h"'
refuses services/checkin/admission.cc '"common/rpc/reply.h"'
refuses services/checkin/admission.cc '"common/app/run.h"'
refuses services/checkin/admission.cc '"../reporting/report.h"'

allows clients/call.cc '"common/rpc/channel.h"'
refuses clients/call.cc '"services/checkin/admission.h"'
refuses clients/call.cc '"common/db/pool.h"'
refuses clients/call.cc '<pqxx/pqxx>'

allows deploy/migrate/main.cc '"common/app/migrate.h"'
refuses deploy/migrate/main.cc '<pqxx/pqxx>'
refuses deploy/migrate/main.cc '"services/checkin/checkin_store.h"'

refuses common/api/page.cc '"tests/harness/server.h"'
refuses services/checkin/main.cc '"tests/harness/server.h"'
refuses clients/call.cc '"tests/harness/server.h"'

allows tests/checkin/admission_test.cc '"services/checkin/checkin_store.h"'
allows tests/checkin/admission_test.cc '"tests/harness/server.h"'
allows tests/checkin/admission_test.cc '"tests/checkin/scan.h"'
refuses tests/checkin/admission_test.cc '"tests/reporting/report.h"'
allows bench/checkin_bench.cc '"tests/harness/server.h"'
refuses bench/checkin_bench.cc '"tests/checkin/scan.h"'

if ((failures > 0)); then
  echo "$failures assertions failed" >&2
  exit 1
fi
echo "every layering rule holds"

#include "common/db/pool.h"

namespace rollcall::db {

void Pool::AddMetrics(const char* name, metrics::Page& page) const {
  const metrics::Labels labels = {{"pool", name}};
  page.AddGauge("rollcall_pool_connections_max",
                "Connections to the database that a pool may have.", labels,
                options_.size);
  page.AddGauge("rollcall_pool_connections_in_use",
                "Connections of a pool that a transaction uses.", labels,
                InUseCount());
  page.AddHistogram("rollcall_pool_wait_seconds",
                    "How long transactions waited for a connection to be free.",
                    labels, tally_.wait);
  page.AddCounter("rollcall_pool_exhausted_total",
                  "Times that no connection was free until the deadline.",
                  labels, tally_.exhausted);
  page.AddCounter("rollcall_pool_connections_opened_total",
                  "Connections that were opened.", labels, tally_.opened);
  page.AddCounter("rollcall_pool_connections_failed_total",
                  "Connections that could not be opened.", labels,
                  tally_.unreachable);
  page.AddCounter("rollcall_pool_connections_cut_total",
                  "Connections that were cut because nothing answered.", labels,
                  tally_.silent);
  page.AddCounter("rollcall_transactions_total", "Transactions that were run.",
                  labels, tally_.transactions);
  page.AddCounter("rollcall_transactions_repeated_total",
                  "Runs of transactions after the first.", labels,
                  tally_.repeated);
  page.AddCounter("rollcall_commits_in_doubt_total",
                  "Commits whose outcome was not known at once.", labels,
                  tally_.in_doubt);
  page.AddCounter("rollcall_slow_statements_total",
                  "Statements that took longer than --slow-statement.", labels,
                  tally_.slow_statements);
}

}  // namespace rollcall::db

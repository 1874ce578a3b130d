#pragma once

#include <string>

namespace rollcall::reporting {

// How reports are made.
struct ReportingOptions {
  // Where it writes; see app::ReportFlags. Empty means where it reads.
  std::string write_database_url;
  // The fewest people that a public report tells of.
  int public_threshold = 10;
};

}  // namespace rollcall::reporting

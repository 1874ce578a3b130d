#pragma once

#include <vector>

#include "clients/cli/verb.h"

// The parts of Verbs.
namespace rollcall::cli {

// What devices do at doors, and supervisors about it.
std::vector<Verb> DoorVerbs();
// Who was online.
std::vector<Verb> OnlineVerbs();
// What is counted.
std::vector<Verb> ReportingVerbs();

}  // namespace rollcall::cli

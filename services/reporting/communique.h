#pragma once

#include <string>

#include "services/reporting/report.h"

namespace rollcall::reporting {

// Composes, in English, what an organizer publishes after the close: how many
// people from how many countries took part and how, where and when, and which
// kinds of institution they came from. From one hundred people on the headline
// number is rounded down to hundreds; the buckets are exact.
std::string ComposeCommunique(const EventFacts& event, const Summary& summary);

}  // namespace rollcall::reporting

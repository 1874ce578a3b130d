#pragma once

#include <string>

#include "rollcall/reporting/v1/report.pb.h"

// What comes first on a page.
namespace rollcall::report {

// The event: its title and theme, when and where it was.
std::string EventHeader(const reporting::v1::Report::Event& event);

// A <section> of how many attended and in which ways, and the numbers beside.
std::string Headline(const reporting::v1::Report& report);

// A term and its value, in a <dl>.
std::string Fact(const std::string& term, const std::string& value);

}  // namespace rollcall::report

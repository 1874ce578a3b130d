#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "services/reporting/report.h"

namespace rollcall::reporting {

// The language in which a communique answers to a wish for `language_code`
// (BCP 47): its first subtag if there are sentences in it, else `en`.
// services/reporting/sentences has one file for each language.
std::string LanguageFor(absl::string_view language_code);

// Composes, in LanguageFor(language_code), what an organizer publishes after
// the close: how many people from how many countries took part and how, where
// and when, and which kinds of institution they came from. From one hundred
// people on the headline number is rounded down to hundreds; the buckets are
// exact. What `summary` says is hidden it leaves out: the buckets, sectors, or
// all numbers. What organizers have written themselves stays as it is. Forms of
// numbers are those of the Unicode CLDR's plural rules.
std::string ComposeCommunique(const EventFacts& event, const Summary& summary,
                              absl::string_view language_code);

}  // namespace rollcall::reporting

#pragma once

#include <vector>

#include "clients/cli/verb.h"

// Arguments that verbs of several nouns have.
namespace rollcall::cli {

using Arguments = std::vector<Argument>;

inline constexpr auto kDocument = ArgumentKind::kDocument;
inline constexpr auto kEvent = ArgumentKind::kEvent;
inline constexpr auto kField = ArgumentKind::kField;
inline constexpr auto kPicture = ArgumentKind::kPicture;
inline constexpr auto kSecret = ArgumentKind::kSecret;
inline constexpr auto kText = ArgumentKind::kText;

inline constexpr Argument kOfEvent = {"--event,-e", "event",
                                      "the event's name or id", kEvent, true};
inline constexpr Argument kName = {"NAME", "name", "the whole name", kField,
                                   true};
inline constexpr Argument kMinDataVersion = {
    "--min-data-version", "min_data_version",
    "wait for data of this version or a later one"};
inline constexpr Argument kLanguage = {
    "--language", "language_code", "of the answer: ar, en, es, fr, ru or zh"};

}  // namespace rollcall::cli

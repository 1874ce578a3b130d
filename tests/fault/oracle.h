#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/fault/diary.h"

namespace rollcall::testing {

// What a run has come to, in the words of Jepsen's tests. All but the first is
// nothing when the services keep their word.
struct Verdict {
  // Deeds that were answered.
  int64_t acknowledged = 0;
  // Of these, those that the database does not have, or not as it was said.
  int64_t lost = 0;
  // What the database has and nobody asked for.
  int64_t phantom = 0;
  // What was done twice: other answers to the same question, entries of people
  // who were inside.
  int64_t duplicate = 0;
  // Examples of them, to look into.
  std::vector<std::string> examples;
};

// What is told of a deed of a platform that is in the database.
inline constexpr char kRecorded[] = "recorded";

// The deeds that the database at `url` has, by id: each with what whoever asked
// for it is told, of a scan the outcome alone.
std::multimap<std::string, std::string> KeptIn(const std::string& url,
                                               Deed deed);

// Compares the diary at `path` with the database at `url`, which has the event
// of the load alone. Unless clocks agree, an entry may come before others that
// were there first: who is inside then is for the recount to say.
Verdict Judge(const std::string& path, const std::string& url,
              bool clocks_agree);

}  // namespace rollcall::testing

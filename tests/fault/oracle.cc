#include "tests/fault/oracle.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

// Selects deeds, each an id and what is told of it.
const char* QueryOf(Deed deed) {
  switch (deed) {
    case Deed::kScan:
      return "SELECT scan_id || ' OUTCOME_' || outcome FROM rollcall.decision";
    case Deed::kPresence:
      return "SELECT source_event_id || ' recorded' FROM "
             "rollcall.presence_event";
    case Deed::kRegistration:
      // Those that were there before the load have no external id.
      return "SELECT external_id || ' events/' || event_id || "
             "'/registrations/' || registration_id FROM rollcall.person WHERE "
             "external_id IS NOT NULL";
  }
  return "";
}

// Who was let in or out, in the order of the door's clock.
constexpr char kPassages[] =
    "SELECT concat_ws(' ', session_id, registration_id, direction, scan_id) "
    "FROM rollcall.decision WHERE outcome <> 'REFUSED' AND registration_id IS "
    "NOT NULL ORDER BY scan_time, receive_time, scan_id";

class Court {
 public:
  Court(const std::string& path, std::string url)
      : accounts_(ReadDiary(path)), url_(std::move(url)) {}

  Verdict Judge(bool clocks_agree) {
    for (const Deed deed : kDeeds) Compare(deed);
    if (clocks_agree) FindDoubleEntries();
    return std::move(verdict_);
  }

 private:
  void Compare(Deed deed) {
    const Account& account = accounts_[deed];
    const std::multimap<std::string, std::string> kept = KeptIn(url_, deed);
    std::string last;
    for (const auto& [id, answer] : kept) {
      if (id == last) Note(verdict_.duplicate, "kept twice: " + id);
      last = id;
      if (account.intended.count(id) == 0) {
        Note(verdict_.phantom, "nobody asked for " + id);
      }
    }
    for (const auto& [id, answer] : account.told) {
      ++verdict_.acknowledged;
      // What follows the slash is for the caller to compare.
      const std::string told =
          deed == Deed::kScan ? answer.substr(0, answer.find('/')) : answer;
      const auto found = kept.find(id);
      if (found == kept.end() || found->second != told) {
        Note(verdict_.lost, absl::StrCat("not kept: ", id, " ", told));
      }
    }
    for (const std::string& id : account.contradicted) {
      Note(verdict_.duplicate, "two answers to " + id);
    }
  }

  // By the clock of the door, nobody enters who is inside.
  void FindDoubleEntries() {
    std::map<std::pair<std::string, std::string>, bool> inside;
    for (const auto& row : WordsOf(url_, kPassages)) {
      bool& is_inside = inside[{row[0], row[1]}];
      const bool enters = row[2] == "ENTRY";
      if (enters && is_inside) {
        Note(verdict_.duplicate, "let in twice: " + row[3]);
      }
      is_inside = enters;
    }
  }

  void Note(int64_t& count, std::string example) {
    constexpr size_t kMostExamples = 10;
    ++count;
    if (verdict_.examples.size() < kMostExamples) {
      verdict_.examples.push_back(std::move(example));
    }
  }

  std::map<Deed, Account> accounts_;
  const std::string url_;
  Verdict verdict_;
};

}  // namespace

std::multimap<std::string, std::string> KeptIn(const std::string& url,
                                               Deed deed) {
  std::multimap<std::string, std::string> kept;
  for (const auto& row : WordsOf(url, QueryOf(deed))) {
    kept.emplace(row[0], row[1]);
  }
  return kept;
}

Verdict Judge(const std::string& path, const std::string& url,
              bool clocks_agree) {
  return Court(path, url).Judge(clocks_agree);
}

}  // namespace rollcall::testing

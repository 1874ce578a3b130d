#include "tests/fault/oracle.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

// What the database has, by id: each with what was said of it.
constexpr char kScans[] =
    "SELECT scan_id || ' OUTCOME_' || outcome FROM rollcall.decision";
constexpr char kPresence[] =
    "SELECT source_event_id || ' recorded' FROM rollcall.presence_event";
// Those that were there before the load have no external id.
constexpr char kRegistrations[] =
    "SELECT external_id || ' events/' || event_id || '/registrations/' || "
    "registration_id FROM rollcall.person WHERE external_id IS NOT NULL";
// Who was let in or out, in the order of the door's clock.
constexpr char kPassages[] =
    "SELECT concat_ws(' ', session_id, registration_id, direction, scan_id) "
    "FROM rollcall.decision WHERE outcome <> 'REFUSED' AND registration_id IS "
    "NOT NULL ORDER BY scan_time, receive_time, scan_id";

std::vector<std::vector<std::string>> WordsOf(const std::string& url,
                                              const std::string& query) {
  std::vector<std::vector<std::string>> rows;
  for (const absl::string_view line :
       absl::StrSplit(LinesOf(url, query), '\n', absl::SkipEmpty())) {
    rows.push_back(absl::StrSplit(line, ' '));
  }
  return rows;
}

class Court {
 public:
  Court(const std::string& path, std::string url)
      : accounts_(ReadDiary(path)), url_(std::move(url)) {}

  Verdict Judge(bool clocks_agree) {
    Compare(Deed::kScan, kScans);
    Compare(Deed::kPresence, kPresence);
    Compare(Deed::kRegistration, kRegistrations);
    if (clocks_agree) FindDoubleEntries();
    return std::move(verdict_);
  }

 private:
  void Compare(Deed deed, const std::string& query) {
    const Account& account = accounts_[deed];
    std::map<std::string, std::string> kept;
    for (const auto& row : WordsOf(url_, query)) {
      if (!kept.emplace(row[0], row[1]).second) {
        Note(verdict_.duplicate, "kept twice: " + row[0]);
      }
      if (account.intended.count(row[0]) == 0) {
        Note(verdict_.phantom, "nobody asked for " + row[0]);
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

Verdict Judge(const std::string& path, const std::string& url,
              bool clocks_agree) {
  return Court(path, url).Judge(clocks_agree);
}

}  // namespace rollcall::testing

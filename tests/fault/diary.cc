#include "tests/fault/diary.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace rollcall::testing {
namespace {

// Longer than anything takes to mend.
constexpr absl::Duration kPatience = absl::Minutes(3);

}  // namespace

Diary::Diary(const std::string& path)
    : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0600)) {
  if (file_ < 0) throw std::runtime_error("cannot write " + path);
}

Diary::~Diary() { close(file_); }

void Diary::Intend(Deed deed, const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  if (deed == Deed::kScan) open_scans_.emplace(id, ++scans_);
  Write(absl::StrCat("intend ", static_cast<int>(deed), " ", id, "\n"));
}

void Diary::Told(Deed deed, const std::string& id, const std::string& answer) {
  const absl::MutexLock lock(&mutex_);
  Write(absl::StrCat("told ", static_cast<int>(deed), " ", id, " ", answer,
                     "\n"));
  ++answers_;
  const auto scan = open_scans_.find(id);
  if (scan == open_scans_.end()) return;
  last_answered_ = std::max(last_answered_, scan->second);
  open_scans_.erase(scan);
}

int64_t Diary::Begin(Role role) {
  const absl::MutexLock lock(&mutex_);
  Of(role).open.insert(++Of(role).begun);
  return Of(role).begun;
}

void Diary::Answered(Role role, int64_t number) {
  const absl::MutexLock lock(&mutex_);
  Of(role).open.erase(number);
  Of(role).last_answered = std::max(Of(role).last_answered, number);
}

void Diary::Failed(Role role, int64_t number) {
  const absl::MutexLock lock(&mutex_);
  Of(role).open.erase(number);
  Of(role).failed.insert(number);
  ++failures_;
}

void Diary::AwaitAnswers(int64_t count) const {
  const absl::MutexLock lock(&mutex_);
  Await(answers_, answers_ + count);
}

void Diary::AwaitFailures(int64_t count) const {
  const absl::MutexLock lock(&mutex_);
  Await(failures_, failures_ + count);
}

void Diary::AwaitFailures(Role role, int64_t count) const {
  const absl::MutexLock lock(&mutex_);
  const std::set<int64_t>& failed = Of(role).failed;
  const size_t goal = failed.size() + static_cast<size_t>(count);
  const auto is_reached = [&failed, goal] { return failed.size() >= goal; };
  Await(absl::Condition(&is_reached));
}

void Diary::AwaitNewScan() const {
  const absl::MutexLock lock(&mutex_);
  Await(last_answered_, scans_ + 1);
}

void Diary::AwaitNewCall(Role role) const {
  const absl::MutexLock lock(&mutex_);
  Await(Of(role).last_answered, Of(role).begun + 1);
}

int64_t Diary::answers() const {
  const absl::MutexLock lock(&mutex_);
  return answers_;
}

std::set<int64_t> Diary::OpenCalls(Role role) const {
  const absl::MutexLock lock(&mutex_);
  return Of(role).open;
}

bool Diary::AwaitLoss(Role role, const std::set<int64_t>& calls) const {
  const absl::MutexLock lock(&mutex_);
  const auto has = [&calls](const std::set<int64_t>& others) {
    return std::any_of(calls.begin(), calls.end(), [&others](int64_t call) {
      return others.count(call) > 0;
    });
  };
  const std::set<int64_t>& open = Of(role).open;
  const auto have_ended = [&] { return !has(open); };
  Await(absl::Condition(&have_ended));
  return has(Of(role).failed);
}

void Diary::Write(const std::string& line) {
  if (write(file_, line.data(), line.size()) !=
      static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("the diary cannot be written");
  }
}

void Diary::Await(const int64_t& number, int64_t goal) const {
  const auto is_reached = [&number, goal] { return number >= goal; };
  Await(absl::Condition(&is_reached));
}

void Diary::Await(const absl::Condition& condition) const {
  if (!mutex_.AwaitWithTimeout(condition, kPatience)) {
    is_given_up_ = true;
    throw std::runtime_error("the clients get no answers any more");
  }
}

std::map<Deed, Account> ReadDiary(const std::string& path) {
  std::map<Deed, Account> accounts;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string verb;
    int deed = 0;
    std::string id;
    std::string answer;
    words >> verb >> deed >> id >> answer;
    Account& account = accounts[static_cast<Deed>(deed)];
    if (verb == "intend") {
      account.intended.insert(id);
    } else if (account.told.emplace(id, answer).first->second != answer) {
      account.contradicted.insert(id);
    }
  }
  return accounts;
}

}  // namespace rollcall::testing

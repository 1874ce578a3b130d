#include "common/ticket/keys.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/random.h"
#include "common/base/secret_file.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"

namespace rollcall::ticket {
namespace {

namespace fs = std::filesystem;

constexpr char kSuffix[] = ".key";
constexpr size_t kIdDigits = 4;

// The id in the name of a key's file; 0 for a name that has none.
int IdOf(absl::string_view name) {
  const absl::string_view digits = name.substr(0, kIdDigits);
  int id = 0;
  if (name.size() != kIdDigits + strlen(kSuffix) ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &id)) {
    return 0;
  }
  return id;
}

absl::Status MakeFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) {
    return absl::OkStatus();
  }
  return KeyUnusable(
      folder, absl::StrCat("cannot be made as a folder: ", strerror(errno)));
}

// The ids of the keys in `folder`, ascending.
absl::StatusOr<std::vector<int>> ListIds(const std::string& folder) {
  std::vector<int> ids;
  std::error_code failure;
  fs::directory_iterator entry(folder, failure);
  for (; !failure && entry != fs::directory_iterator();
       entry.increment(failure)) {
    const std::string name = entry->path().filename();
    if (!absl::EndsWith(name, kSuffix)) continue;
    const int id = IdOf(name);
    if (id == 0) {
      return KeyUnusable(entry->path(),
                         "must be named by four digits, from 0001.key to "
                         "9999.key: rename it or move it away.");
    }
    ids.push_back(id);
  }
  if (failure) {
    return KeyUnusable(folder, absl::StrCat("cannot be read as a folder: ",
                                            failure.message()));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

absl::Status Create(const std::string& path) {
  const absl::Status made =
      CreateSecretFile(path, absl::Base64Escape(RandomBytes(kSeedBytes)));
  if (!made.ok()) return KeyUnusable(path, made.message());
  return absl::OkStatus();
}

absl::StatusOr<SigningKey> Load(const std::string& path, int id) {
  const absl::StatusOr<std::string> text = ReadSecretFile(path);
  if (!text.ok()) return KeyUnusable(path, text.status().message());
  std::string seed;
  // Base64Unescape is lenient about padding and blanks.
  if (!absl::Base64Unescape(*text, &seed) || seed.size() != kSeedBytes ||
      absl::Base64Escape(seed) != *text) {
    return KeyUnusable(path,
                       "must hold 32 bytes in base64: restore it, or remove it "
                       "if no ticket was signed with it.");
  }
  return SigningKey(id, seed);
}

}  // namespace

absl::StatusOr<std::vector<SigningKey>> LoadOrCreateKeys(
    const std::string& folder) {
  RETURN_IF_ERROR(MakeFolder(folder));
  ASSIGN_OR_RETURN(std::vector<int> ids, ListIds(folder));
  if (ids.empty()) {
    RETURN_IF_ERROR(Create(KeyPath(folder, 1)));
    ASSIGN_OR_RETURN(ids, ListIds(folder));
  }
  std::vector<SigningKey> keys;
  for (const int id : ids) {
    ASSIGN_OR_RETURN(SigningKey key, Load(KeyPath(folder, id), id));
    keys.push_back(std::move(key));
  }
  return keys;
}

std::string KeyPath(const std::string& folder, int id) {
  return absl::StrCat(folder, "/", absl::Dec(id, absl::kZeroPad4), kSuffix);
}

absl::Status KeyUnusable(const std::string& path, absl::string_view why) {
  return Error(error::v1::TICKET_KEY_UNUSABLE,
               absl::StrCat("The ticket key ", path, " ", why),
               {{"path", path}});
}

}  // namespace rollcall::ticket

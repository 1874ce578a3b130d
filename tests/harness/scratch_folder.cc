#include "tests/harness/scratch_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace rollcall::testing {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder()
    : path_((fs::temp_directory_path() / "rollcall-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) {
    throw std::runtime_error("mkdtemp failed");
  }
}

ScratchFolder::~ScratchFolder() { fs::remove_all(path_); }

std::string ScratchFolder::File(const std::string& name) const {
  return absl::StrCat(path_, "/", name);
}

size_t ScratchFolder::FileCount() const {
  return static_cast<size_t>(std::distance(fs::directory_iterator(path_), {}));
}

void WriteFile(const std::string& path, const std::string& content, int mode) {
  std::ofstream(path, std::ios::binary) << content;
  if (chmod(path.c_str(), static_cast<mode_t>(mode)) != 0) {
    throw std::runtime_error("cannot write " + path);
  }
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int ModeOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    throw std::runtime_error("there is no " + path);
  }
  return info.st_mode & 07777;
}

}  // namespace rollcall::testing

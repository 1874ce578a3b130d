#include "tests/harness/qr_reader.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {
namespace {

std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, decltype(&pclose)> pipe(
      popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  char buffer[4096];
  while (const size_t size = fread(buffer, 1, sizeof(buffer), pipe.get())) {
    output.append(buffer, size);
  }
  return output;
}

// The text of the code on the picture at `path`.
std::string DecodeFile(const std::string& path) {
  const std::string output = OutputOf(absl::StrCat(
      "zbarimg --quiet --raw --nodbus -Sdisable -Sqrcode.enable ", path));
  // zbarimg ends each code with a line feed.
  return std::string(absl::StripSuffix(output, "\n"));
}

}  // namespace

std::string ReadQrPng(const std::string& png) {
  const ScratchFolder folder;
  const std::string path = folder.File("code.png");
  WriteFile(path, png);
  return DecodeFile(path);
}

std::string ReadQrSvg(const std::string& svg) {
  const ScratchFolder folder;
  const std::string path = folder.File("code.svg");
  const std::string drawn = folder.File("code.png");
  WriteFile(path, svg);
  OutputOf(
      absl::StrCat("rsvg-convert --width=500 --output=", drawn, " ", path));
  return DecodeFile(drawn);
}

}  // namespace rollcall::testing

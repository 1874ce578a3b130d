#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace rollcall::cli {

// What one argument of a verb does with its value.
enum class ArgumentKind {
  // Sets the field of the request at the path.
  kField,
  // As kField, for the name of an event, of which the id is enough.
  kEvent,
  // A file in JSON that holds the resource at the path, or the whole request.
  kDocument,
  // A file that gets the response's field at the path, a picture.
  kPicture,
  // A file, which nobody but its owner may read, that gets the response's field
  // at the path instead of the terminal.
  kSecret,
};

// One argument of the command line.
struct Argument {
  // `NAME` by its place, or `--etag`.
  const char* spelling;
  const char* path;
  const char* help;
  ArgumentKind kind = ArgumentKind::kField;
  bool required = false;
};

// One column of a list.
struct ListColumn {
  const char* title;
  // From the element of the list.
  const char* path;
};

// One command that makes one unary call:
// `rollcall registration cancel NAME`.
struct Verb {
  const char* noun;
  const char* verb;
  const char* help;
  // What follows `rollcall` in an example.
  const char* example;
  // Of any service.
  const char* method;
  std::vector<Argument> arguments;
  // Of a list, which is read page by page to its end; empty otherwise.
  std::vector<ListColumn> columns = {};
  // Paths in the response that are secrets and not shown.
  std::vector<const char*> hidden = {};
  // How long the call may take.
  absl::Duration deadline = absl::Seconds(30);
  // Whether it is called with a token.
  bool needs_token = true;
  // What the program ends with after an answer; null means 0.
  int (*exit_code)(const google::protobuf::Message& response) = nullptr;
};

// All verbs, those of one noun together.
const std::vector<Verb>& Verbs();

}  // namespace rollcall::cli

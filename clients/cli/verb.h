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
  // A file whose text, without the white space around it, sets the field of the
  // request at the path: what others must not see among the arguments of a
  // process.
  kText,
};

// One argument of the command line.
struct Argument {
  // `NAME` by its place, or `--etag`.
  const char* spelling;
  const char* path;
  const char* help;
  ArgumentKind kind = ArgumentKind::kField;
  bool required = false;
  // What it is when it is not given; null means nothing.
  const char* preset = nullptr;
  // The values of an enum that the method takes, as `kiosk,supervisor`; null
  // means all.
  const char* words = nullptr;
};

// One column of a list, or of what a stream tells.
struct ListColumn {
  const char* title;
  // From the element of the list, or from the answer of the stream.
  const char* path;
};

// Where a stream that broke off goes on: with the value that its last answer
// has at `seen` as the request's `after`.
struct Resume {
  const char* seen = nullptr;
  const char* after = nullptr;
};

// What verbs work on: `registration`.
struct Noun {
  const char* name;
  const char* help;
};

// One command that makes one call: `rollcall registration cancel NAME`. A call
// that streams goes on until it is interrupted.
struct Verb {
  const char* noun;
  const char* verb;
  const char* help;
  // What follows `rollcall` in an example.
  const char* example;
  // Of any service.
  const char* method;
  std::vector<Argument> arguments;
  // Of a list, which is read page by page to its end, and of a stream; empty
  // otherwise.
  std::vector<ListColumn> columns = {};
  // Paths in the response that are secrets and not shown.
  std::vector<const char*> hidden = {};
  // How long the call may take.
  absl::Duration deadline = absl::Seconds(30);
  // Whether it is called with a token.
  bool needs_token = true;
  // What the program ends with after an answer; null means 0.
  int (*exit_code)(const google::protobuf::Message& response) = nullptr;
  // Of a stream.
  Resume resume = {};
};

// All nouns, in the order in which people meet them.
const std::vector<Noun>& Nouns();

// All verbs, those of one noun together and in the order of Nouns.
const std::vector<Verb>& Verbs();

}  // namespace rollcall::cli

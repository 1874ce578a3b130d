#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/cli/verb.h"

namespace rollcall::cli {

// How an answer is shown. A table is for people. JSON has the names of the API,
// one document, or one a line of a stream. CSV (RFC 4180) has paths of fields
// in its first line, and formula cells are neutralized.
enum class Output { kTable, kJson, kCsv };

// The elements of a list's response: its first field.
const google::protobuf::FieldDescriptor& ElementsOf(
    const google::protobuf::Message& response);

// Writes the elements of `response`, the answer of a list, by its columns.
void WriteList(const Verb& verb, const google::protobuf::Message& response,
               Output output, std::ostream& out);

// Writes the resource's own fields, and whatever else was answered: one line
// for each value, in CSV with the columns `field` and `value`.
void WriteAnswer(const google::protobuf::Message& response, Output output,
                 std::ostream& out);

// Writes rows by the columns of a verb as they come.
class RowWriter {
 public:
  // All three outlive it.
  RowWriter(const Verb& verb, Output output, std::ostream& out);

  void Write(const google::protobuf::Message& message);

 private:
  void WriteLine(const std::vector<std::string>& cells);

  const Verb& verb_;
  const Output output_;
  std::ostream& out_;
  bool has_title_ = false;
  // Of the columns of a table, as far as is known.
  std::vector<size_t> widths_;
};

}  // namespace rollcall::cli

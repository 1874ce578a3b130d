#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace rollcall::csv {

// What a file may ask for; each is at least 1.
struct Limits {
  // Bytes of one field.
  size_t field_bytes = 64 << 10;
  // Bytes of the fields of one record.
  size_t record_bytes = 256 << 10;
  // Fields of one record.
  size_t fields = 1000;
};

// One record of a file.
struct Record {
  // The line on which the record begins, from 1. Quoted fields may go on over
  // further lines.
  int64_t line = 0;
  std::vector<std::string> fields;
  // What is wrong with the record, for people to read. Empty when nothing is.
  std::string problem;
  // The field that `problem` is about, from 1.
  size_t column = 0;
};

// Reads CSV (RFC 4180) in UTF-8, with or without a byte order mark. Records end
// with CRLF, LF or CR; lines without any character are skipped; blanks belong
// to their field. Formula cells that Writer neutralized are restored. Memory is
// bounded by the limits, whatever the size of the file.
class Reader {
 public:
  enum class Outcome {
    // A record was read. Its `problem` is set when it is not UTF-8 text.
    kRecord,
    // The file has ended; the record is empty.
    kEnd,
    // The record's `problem` says why nobody can tell where the next record
    // begins: a stray or missing quotation mark, or a limit. The same again
    // from here on.
    kBroken,
  };

  // Gets every block of bytes as it is read.
  using Observer = std::function<void(absl::string_view)>;

  // `in` outlives the reader.
  explicit Reader(std::istream& in, const Limits& limits = {},
                  Observer observer = nullptr);
  ~Reader();

  Outcome Next(Record& record);

 private:
  class Grammar;

  // The next byte; false at the end.
  bool Take(char& byte);
  bool Fill();

  std::istream& in_;
  const Observer observer_;
  const std::unique_ptr<Grammar> grammar_;
  std::string block_;
  size_t position_ = 0;
  bool begun_ = false;
};

}  // namespace rollcall::csv

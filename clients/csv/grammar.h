#pragma once

#include <csv.h>
#include <string>

#include "clients/csv/reader.h"

namespace rollcall::csv {

// libcsv with the line of every record. libcsv does not say where it stands, so
// that it is given one byte at a time and the lines are counted beside it.
class Reader::Grammar {
 public:
  explicit Grammar(const Limits& limits);
  ~Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  // Begins to write into `record`, which outlives the next calls.
  void Begin(Record& record);
  // Takes one byte of the file. Returns whether the record is complete or
  // broken.
  bool Take(char byte);
  // Takes the end of the file, with the same result.
  bool Finish();

  bool broken() const { return !broken_.problem.empty(); }
  // What Next answers from the first broken record on.
  const Record& broken_record() const { return broken_; }

 private:
  static void OnField(void* text, size_t size, void* self);
  static void OnRecord(int terminator, void* self);

  void CountLine(char byte);
  void CheckLimits();
  void Break(const std::string& problem);

  const Limits limits_;
  csv_parser parser_;
  Record* record_ = nullptr;
  Record broken_;
  int64_t line_ = 1;
  char previous_ = '\0';
  size_t finished_bytes_ = 0;
  bool inside_ = false;
  bool complete_ = false;
};

}  // namespace rollcall::csv

#include "clients/csv/grammar.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"

#include "clients/csv/formula.h"
#include "common/base/utf8.h"

namespace rollcall::csv {
namespace {

int IsNoBlank(unsigned char) { return 0; }

bool IsTerminator(char byte) { return byte == '\r' || byte == '\n'; }

}  // namespace

Reader::Grammar::Grammar(const Limits& limits) : limits_(limits) {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) {
    throw std::runtime_error("libcsv cannot start.");
  }
  // Without this, libcsv drops the blanks around a field.
  csv_set_space_func(&parser_, IsNoBlank);
}

Reader::Grammar::~Grammar() { csv_free(&parser_); }

void Reader::Grammar::Begin(Record& record) {
  record = Record();
  record_ = &record;
  complete_ = false;
}

bool Reader::Grammar::Take(char byte) {
  if (!inside_ && !IsTerminator(byte)) {
    inside_ = true;
    finished_bytes_ = 0;
    record_->line = line_;
  }
  if (csv_parse(&parser_, &byte, 1, OnField, OnRecord, this) != 1) {
    Break(csv_error(&parser_) == CSV_EPARSE
              ? absl::StrCat("A quotation mark stands where none may be, on "
                             "line ",
                             line_,
                             ". Put the whole field into quotation marks and "
                             "write those inside it twice.")
              : std::string(csv_strerror(csv_error(&parser_))));
  } else if (!complete_) {
    CheckLimits();
  }
  CountLine(byte);
  return complete_;
}

bool Reader::Grammar::Finish() {
  if (csv_fini(&parser_, OnField, OnRecord, this) != 0) {
    Break(
        "The quotation mark that opens this field is never closed. Close it, "
        "or write it twice if it belongs to the text.");
  }
  return complete_;
}

void Reader::Grammar::OnField(void* text, size_t size, void* self) {
  auto& grammar = *static_cast<Grammar*>(self);
  Record& record = *grammar.record_;
  const absl::string_view field(static_cast<const char*>(text), size);
  grammar.finished_bytes_ += size;
  record.fields.push_back(RestoreFormula(field));
  if (record.problem.empty() && !IsUtf8Text(field)) {
    record.column = record.fields.size();
    record.problem =
        "The field is not UTF-8 text. Save the file in the encoding UTF-8.";
  }
}

void Reader::Grammar::OnRecord(int, void* self) {
  auto& grammar = *static_cast<Grammar*>(self);
  grammar.complete_ = true;
  grammar.inside_ = false;
}

void Reader::Grammar::CountLine(char byte) {
  if (byte == '\r' || (byte == '\n' && previous_ != '\r')) ++line_;
  previous_ = byte;
}

void Reader::Grammar::CheckLimits() {
  if (parser_.entry_pos > limits_.field_bytes) {
    Break(absl::StrCat("The field has more than ", limits_.field_bytes,
                       " bytes. Shorten it, or look for a quotation mark that "
                       "is not closed."));
  } else if (finished_bytes_ + parser_.entry_pos > limits_.record_bytes) {
    Break(absl::StrCat("The record has more than ", limits_.record_bytes,
                       " bytes. Shorten it, or look for a quotation mark that "
                       "is not closed."));
  } else if (record_->fields.size() >= limits_.fields) {
    Break(
        absl::StrCat("The record has more than ", limits_.fields, " fields."));
  }
}

void Reader::Grammar::Break(const std::string& problem) {
  complete_ = true;
  broken_.line = record_->line;
  broken_.column = record_->fields.size() + 1;
  broken_.problem = problem;
}

}  // namespace rollcall::csv

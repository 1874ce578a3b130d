#include "common/db/row_reader.h"

#include <pqxx/except>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace rollcall::db {

std::string RowReader::Text() {
  Check();
  std::string text(field_->c_str(), field_->size());
  ++field_;
  return text;
}

int64_t RowReader::Int() {
  Check();
  int64_t number = 0;
  if (!absl::SimpleAtoi(absl::string_view(field_->c_str(), field_->size()),
                        &number)) {
    throw pqxx::conversion_error("not a number");
  }
  ++field_;
  return number;
}

void RowReader::Check() const {
  if (field_ == end_) throw pqxx::range_error("no column is left");
  if (field_->is_null()) throw pqxx::conversion_error("NULL");
}

}  // namespace rollcall::db

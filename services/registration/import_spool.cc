#include "services/registration/import_spool.h"

#include <cstdio>
#include <unistd.h>

#include "google/protobuf/util/delimited_message_util.h"

namespace rollcall::registration {
namespace {

using google::protobuf::io::FileInputStream;
using google::protobuf::io::FileOutputStream;

absl::Status Broken() {
  return absl::InternalError("import_spool: the temporary file failed");
}

}  // namespace

absl::StatusOr<std::unique_ptr<ImportSpool>> ImportSpool::Create() {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) return Broken();
  return std::unique_ptr<ImportSpool>(new ImportSpool(file));
}

ImportSpool::ImportSpool(std::FILE* file)
    : file_(file), out_(std::make_unique<FileOutputStream>(fileno(file))) {}

ImportSpool::~ImportSpool() {
  out_.reset();
  in_.reset();
  std::fclose(file_);
}

absl::Status ImportSpool::Append(const Row& row) {
  if (!google::protobuf::util::SerializeDelimitedToZeroCopyStream(row,
                                                                  out_.get())) {
    return Broken();
  }
  return absl::OkStatus();
}

absl::Status ImportSpool::Rewind() {
  if (out_ != nullptr && !out_->Flush()) return Broken();
  out_.reset();
  if (lseek(fileno(file_), 0, SEEK_SET) != 0) return Broken();
  in_ = std::make_unique<FileInputStream>(fileno(file_));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ImportSpool::Row>> ImportSpool::Next(int count) {
  std::vector<Row> rows;
  while (static_cast<int>(rows.size()) < count) {
    Row row;
    bool at_end = false;
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(
            &row, in_.get(), &at_end)) {
      if (at_end) break;
      return Broken();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace rollcall::registration

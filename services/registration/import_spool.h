#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"

#include "rollcall/registration/v1/registration_service.pb.h"

namespace rollcall::registration {

// Keeps the rows of an import in a file without a name until all have arrived,
// so that a slow caller holds no lock and a large file no memory, and so that a
// transaction may run again. The file goes with the process. Not thread-safe.
class ImportSpool {
 public:
  using Row = v1::ImportRegistrationsRequest::Row;

  // Fails when the system has no room for temporary files, as INTERNAL.
  static absl::StatusOr<std::unique_ptr<ImportSpool>> Create();

  ~ImportSpool();

  // Adds a row. Before Rewind only. Fails as Create.
  absl::Status Append(const Row& row);

  // Lets Next begin with the first row. Fails as Create.
  absl::Status Rewind();

  // The next rows, at most `count`; none at the end. After Rewind.
  absl::StatusOr<std::vector<Row>> Next(int count);

 private:
  explicit ImportSpool(std::FILE* file);

  std::FILE* const file_;
  std::unique_ptr<google::protobuf::io::FileOutputStream> out_;
  std::unique_ptr<google::protobuf::io::FileInputStream> in_;
};

}  // namespace rollcall::registration

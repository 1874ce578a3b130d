#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// Base backups and archived WAL, by the scripts of deploy/backup as
// docs/operations.md has them, which run as the user of the server.
class Backups {
 public:
  Backups();

  // What a server's archive_command is to be.
  std::string ArchiveCommand() const;
  // Has the archive get all that was committed so far on the server at `url`,
  // and waits for it.
  void AwaitArchive(const std::string& url) const;

  // Runs a script. Returns its exit code.
  int Run(const std::string& script,
          const std::vector<std::string>& arguments) const;
  // What scripts have said.
  std::string Output() const;

  // Makes a base backup of the server at `url`, which should be the only one.
  void Make(const std::string& url) const;
  // Makes the data folder `data` as it was at `time`; at the end of the archive
  // when that is infinite.
  void Restore(absl::Time time, const std::string& data) const;

  const std::string& archive() const { return archive_; }
  // The folder of the base backup that there is.
  std::string Backup() const;

 private:
  const ScratchFolder folder_;
  const std::string archive_ = folder_.File("wal");
  const std::string backups_ = folder_.File("base");
};

// Removes a server's data. As Debian has it, the folder around them is the
// server's, too.
void RemoveData(const std::string& data);

// Waits until the server at `url` has replayed all that it is to.
void AwaitWriter(const std::string& url);

}  // namespace rollcall::testing

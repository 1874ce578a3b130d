#include <iostream>

#include "google/protobuf/descriptor.h"

#include "common/auth/policy.h"

// Part of the build: fails, and says why, unless each method of the services in
// the files that are named has a policy that can be read.
//
//   policy_check FILE.proto…
int main(int argc, char** argv) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  int wrong = 0;
  for (int i = 1; i < argc; ++i) {
    const auto* file = pool->FindFileByName(argv[i]);
    if (file == nullptr || file->service_count() == 0) {
      std::cerr << argv[i] << ": no service is linked\n";
      ++wrong;
      continue;
    }
    for (int j = 0; j < file->service_count(); ++j) {
      for (int k = 0; k < file->service(j)->method_count(); ++k) {
        const auto policy =
            rollcall::auth::Policy::Read(*file->service(j)->method(k));
        if (policy.ok()) continue;
        std::cerr << policy.status().message() << "\n";
        ++wrong;
      }
    }
  }
  return wrong == 0 && argc > 1 ? 0 : 1;
}

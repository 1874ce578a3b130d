#include "common/tls/pem_files.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "tests/harness/certificates.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::tls {
namespace {

using testing::Authority;
using testing::KeyPair;
using testing::ScratchFolder;
using testing::WriteFile;

class PemFiles : public ::testing::Test {
 protected:
  PemFiles() {
    WriteFile(certificate_, pair_.certificate, 0644);
    WriteFile(key_, pair_.key);
  }

  void ExpectUnusable(const absl::Status& status, const std::string& path) {
    EXPECT_EQ(ReasonOf(status), error::v1::TLS_FILE_UNUSABLE) << status;
    EXPECT_EQ(MetadataOf(status)["path"], path) << status;
  }

  const Authority authority_;
  const KeyPair pair_ = authority_.Issue("service");
  const ScratchFolder folder_;
  const std::string certificate_ = folder_.File("cert.pem");
  const std::string key_ = folder_.File("key.pem");
};

TEST_F(PemFiles, HoldAPair) {
  const auto identity = LoadIdentity(certificate_, key_);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->certificate_chain, pair_.certificate);
  EXPECT_EQ(identity->private_key, pair_.key);
}

TEST_F(PemFiles, SayWhenTheCertificateEnds) {
  const KeyPair pair = authority_.Issue("service", "127.0.0.1", absl::Hours(9));
  WriteFile(certificate_,
            absl::StrCat(pair.certificate, authority_.certificate()));
  WriteFile(key_, pair.key);
  const auto identity = LoadIdentity(certificate_, key_);
  ASSERT_TRUE(identity.ok()) << identity.status();
  const absl::Duration left = identity->expiry_time - absl::Now();
  EXPECT_GT(left, absl::Hours(8));
  EXPECT_LE(left, absl::Hours(9));
}

TEST_F(PemFiles, HoldAChain) {
  const std::string chain =
      absl::StrCat(pair_.certificate, authority_.certificate());
  WriteFile(certificate_, chain);
  const auto identity = LoadIdentity(certificate_, key_);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->certificate_chain, chain);
  const auto roots = LoadRoots(certificate_);
  ASSERT_TRUE(roots.ok()) << roots.status();
  EXPECT_EQ(*roots, chain);
}

TEST_F(PemFiles, HaveToBelongTogether) {
  WriteFile(key_, authority_.Issue("service").key);
  ExpectUnusable(LoadIdentity(certificate_, key_).status(), key_);
  // The key is of the first certificate.
  WriteFile(key_, pair_.key);
  WriteFile(certificate_,
            absl::StrCat(authority_.certificate(), pair_.certificate));
  ExpectUnusable(LoadIdentity(certificate_, key_).status(), key_);
}

TEST_F(PemFiles, AreClosedToOthersWhenTheyHoldAKey) {
  for (const int mode : {0644, 0640, 0604, 0660}) {
    WriteFile(key_, pair_.key, mode);
    ExpectUnusable(LoadIdentity(certificate_, key_).status(), key_);
  }
}

TEST_F(PemFiles, AreThere) {
  const std::string nowhere = folder_.File("nowhere");
  ExpectUnusable(LoadIdentity(nowhere, key_).status(), nowhere);
  ExpectUnusable(LoadIdentity(certificate_, nowhere).status(), nowhere);
  ExpectUnusable(LoadRoots(nowhere).status(), nowhere);
  ExpectUnusable(LoadRoots(folder_.path()).status(), folder_.path());
}

TEST_F(PemFiles, HoldNothingElse) {
  for (const std::string& wrong :
       {std::string(), std::string("no PEM\n"), pair_.key}) {
    WriteFile(certificate_, wrong);
    ExpectUnusable(LoadIdentity(certificate_, key_).status(), certificate_);
    ExpectUnusable(LoadRoots(certificate_).status(), certificate_);
  }
  WriteFile(certificate_, pair_.certificate);
  for (const std::string& wrong :
       {std::string(), std::string("no PEM\n"), pair_.certificate}) {
    WriteFile(key_, wrong);
    ExpectUnusable(LoadIdentity(certificate_, key_).status(), key_);
  }
}

// As somebody finds them who reads while they are written.
TEST_F(PemFiles, AreWhole) {
  const std::string chain =
      absl::StrCat(authority_.certificate(), pair_.certificate);
  // What the last certificate ends in, and some of what it holds.
  for (const size_t missing : {size_t{10}, size_t{100}, chain.size() - 40}) {
    WriteFile(certificate_, chain.substr(0, chain.size() - missing));
    ExpectUnusable(LoadRoots(certificate_).status(), certificate_);
  }
  WriteFile(certificate_, pair_.certificate);
  WriteFile(key_, pair_.key.substr(0, pair_.key.size() / 2));
  ExpectUnusable(LoadIdentity(certificate_, key_).status(), key_);
}

}  // namespace
}  // namespace rollcall::tls

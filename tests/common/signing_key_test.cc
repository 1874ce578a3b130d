#include "common/ticket/signing_key.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace rollcall::ticket {
namespace {

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1, TEST 1 to TEST 3.
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb882159"
     "0"
     "a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43"
     "e"
     "15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538"
     "d"
     "16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

std::string Bytes(const char* hex) { return absl::HexStringToBytes(hex); }

TEST(SigningKey, AgreesWithTheVectorsOfTheStandard) {
  for (const Vector& vector : kVectors) {
    const SigningKey key(7, Bytes(vector.seed));
    EXPECT_EQ(key.id(), 7);
    EXPECT_EQ(key.public_key(), Bytes(vector.public_key));
    EXPECT_EQ(key.Sign(Bytes(vector.message)), Bytes(vector.signature));
    EXPECT_TRUE(Verify(Bytes(vector.message), Bytes(vector.signature),
                       Bytes(vector.public_key)));
  }
}

TEST(Verify, RefusesAnotherMessageSignatureOrKey) {
  const std::string message = Bytes(kVectors[2].message);
  const std::string signature = Bytes(kVectors[2].signature);
  const std::string public_key = Bytes(kVectors[2].public_key);
  EXPECT_FALSE(Verify("", signature, public_key));
  EXPECT_FALSE(Verify(message + message, signature, public_key));
  EXPECT_FALSE(Verify(message, Bytes(kVectors[1].signature), public_key));
  EXPECT_FALSE(Verify(message, signature, Bytes(kVectors[1].public_key)));
}

TEST(Verify, RefusesWrongSizes) {
  const std::string message = Bytes(kVectors[2].message);
  const std::string signature = Bytes(kVectors[2].signature);
  const std::string public_key = Bytes(kVectors[2].public_key);
  EXPECT_FALSE(Verify(message, "", public_key));
  EXPECT_FALSE(Verify(message, signature.substr(1), public_key));
  EXPECT_FALSE(Verify(message, signature + signature, public_key));
  EXPECT_FALSE(Verify(message, signature, ""));
  EXPECT_FALSE(Verify(message, signature, public_key.substr(1)));
  EXPECT_FALSE(Verify(message, signature, public_key + public_key));
}

// S and S plus the order of the group satisfy the same equation; RFC 8032,
// section 5.1.7, takes only the lower.
TEST(Verify, RefusesTheSameSignatureInAnotherForm) {
  constexpr char kOrder[] =
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
  const std::string order = Bytes(kOrder);
  std::string signature = Bytes(kVectors[2].signature);
  int carry = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const int sum = static_cast<unsigned char>(signature[32 + i]) +
                    static_cast<unsigned char>(order[i]) + carry;
    signature[32 + i] = static_cast<char>(sum);
    carry = sum >> 8;
  }
  EXPECT_FALSE(Verify(Bytes(kVectors[2].message), signature,
                      Bytes(kVectors[2].public_key)));
}

}  // namespace
}  // namespace rollcall::ticket

#include "common/ticket/ticket.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/base/random.h"
#include "common/base/uuid.h"
#include "common/ticket/base45.h"

namespace rollcall::ticket {
namespace {

constexpr absl::string_view kQrAlphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr size_t kPrefixSize = 4;

// Made by a program of its own, in Python with the package cryptography
// (OpenSSL's Ed25519) and a base45 written from RFC 9285: the bytes of the
// layout in ticket.h for GoldenContent, signed with the seed 00 01 … 1f.
constexpr char kGoldenPublicKey[] =
    "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
constexpr char kGoldenText[] =
    "RC1:V50%*0N4IN.BVH7P9C +9XM5U-30UI2N3ON3-+L*$B*DWH:G4 3.GMQNCY A920JQ2E440"
    "4E1%E5W5846TI6/-IJ/GT+0A1S20FU-5+ZA8O55N1JS3R:VNIVJV1G.U148N5UCIS$EJWCVP9H"
    "2GLG-PJ8UNQCV-ST8AZL5UHF.$842W75M90";

SigningKey GoldenKey() {
  std::string seed;
  for (size_t i = 0; i < kSeedBytes; ++i) seed += static_cast<char>(i);
  return {7, seed};
}

Content GoldenContent() {
  return {7, "forum-2022", "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93",
          "a81bc81b-dead-4e5d-abff-90865d1e13b1",
          // 2022-09-02T01:00:00Z and 2022-09-04T10:00:00Z
          absl::FromUnixSeconds(1662080400), absl::FromUnixSeconds(1662285600)};
}

void ExpectEqual(const Content& a, const Content& b) {
  EXPECT_EQ(a.key_id, b.key_id);
  EXPECT_EQ(a.event, b.event);
  EXPECT_EQ(a.registration, b.registration);
  EXPECT_EQ(a.serial, b.serial);
  EXPECT_EQ(a.not_before, b.not_before);
  EXPECT_EQ(a.not_after, b.not_after);
}

// The bytes behind a text, and the text of bytes.
std::string BytesOf(const std::string& text) {
  return ParseBase45(absl::string_view(text).substr(kPrefixSize)).value();
}

std::string TextOf(const std::string& bytes) {
  return absl::StrCat("RC1:", RenderBase45(bytes));
}

TEST(TicketText, IsWhatAnotherProgramMade) {
  const SignedTicket made = Sign(GoldenContent(), GoldenKey());
  EXPECT_EQ(RenderText(made), kGoldenText);
  const auto ticket = ParseText(kGoldenText);
  ASSERT_TRUE(ticket);
  ExpectEqual(ticket->content, GoldenContent());
  EXPECT_TRUE(IsSignedWith(*ticket, absl::HexStringToBytes(kGoldenPublicKey)));
}

TEST(TicketText, RoundTrips) {
  for (const std::string& event :
       {std::string("a"), std::string("forum-2022"), std::string(63, 'z')}) {
    for (const int key_id : {0, 1, 255, 256, 9999, 65535}) {
      const Content content = {key_id, event, NewUuid(), NewRandomUuid(),
                               absl::UnixEpoch(),
                               // The last second of 40 bits.
                               absl::FromUnixSeconds((int64_t{1} << 40) - 1)};
      const SigningKey key(key_id, RandomBytes(kSeedBytes));
      const std::string text = RenderText(Sign(content, key));
      const auto ticket = ParseText(text);
      ASSERT_TRUE(ticket) << text;
      ExpectEqual(ticket->content, content);
      EXPECT_EQ(RenderText(*ticket), text);
      EXPECT_TRUE(IsSignedWith(*ticket, key.public_key()));
    }
  }
}

TEST(TicketText, HasOnlyCharactersOfTheAlphanumericMode) {
  for (int i = 0; i < 100; ++i) {
    Content content = GoldenContent();
    content.serial = NewRandomUuid();
    const std::string text = RenderText(Sign(content, GoldenKey()));
    EXPECT_EQ(text.find_first_not_of(kQrAlphanumeric.data()), std::string::npos)
        << text;
  }
}

TEST(TicketText, FitsTheNinthVersionOfAQrCode) {
  Content content = GoldenContent();
  content.event = std::string(63, 'z');
  EXPECT_EQ(RenderText(Sign(content, GoldenKey())).size(), 262u);
}

TEST(Sign, TakesTheIdOfTheKeyAndWholeSeconds) {
  Content content = GoldenContent();
  content.key_id = 1;
  content.not_before += absl::Nanoseconds(1);
  content.not_after += absl::Milliseconds(999);
  ExpectEqual(Sign(content, GoldenKey()).content, GoldenContent());
}

TEST(IsSignedWith, RefusesAnotherKey) {
  const SignedTicket ticket = Sign(GoldenContent(), GoldenKey());
  const SigningKey other(7, std::string(kSeedBytes, 'x'));
  EXPECT_FALSE(IsSignedWith(ticket, other.public_key()));
  EXPECT_FALSE(IsSignedWith(ticket, ""));
}

TEST(ParseText, LeavesNoBitUnsigned) {
  const std::string bytes = BytesOf(kGoldenText);
  const std::string public_key = GoldenKey().public_key();
  int parsed = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string tampered = bytes;
      tampered[i] = static_cast<char>(tampered[i] ^ (1 << bit));
      const auto ticket = ParseText(TextOf(tampered));
      if (!ticket) continue;
      ++parsed;
      EXPECT_FALSE(IsSignedWith(*ticket, public_key)) << i << " " << bit;
    }
  }
  // All of the signature, at least, is anything that it likes.
  EXPECT_GE(parsed, 512);
}

TEST(ParseText, RefusesEveryOtherSize) {
  const std::string bytes = BytesOf(kGoldenText);
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = ParseText(TextOf(bytes.substr(0, size)));
    // A shorter event may be an event.
    if (cut) {
      EXPECT_FALSE(IsSignedWith(*cut, GoldenKey().public_key())) << size;
    }
  }
  for (const char more : {'\0', 'x', '\xff'}) {
    const auto longer = ParseText(TextOf(bytes + more));
    if (longer) {
      EXPECT_FALSE(IsSignedWith(*longer, GoldenKey().public_key()));
    }
  }
}

TEST(ParseText, RefusesEverythingElse) {
  const std::string text = kGoldenText;
  ASSERT_TRUE(ParseText(text));
  for (const std::string& other : {
           std::string(),
           std::string("RC1"),
           std::string("RC1:"),
           absl::AsciiStrToLower(text),
           "rc1:" + text.substr(kPrefixSize),
           "RC2:" + text.substr(kPrefixSize),
           "RC1" + text.substr(kPrefixSize),
           "RC11:" + text.substr(kPrefixSize),
           text.substr(kPrefixSize),
           " " + text,
           text + "\n",
           text + "0",
           text + std::string(1, '\0'),
           text.substr(0, text.size() - 1),
           absl::StrCat("https://example.org/", text),
           std::string("RC1:") + std::string(100000, '0'),
           // As before tickets were signed.
           std::string("RC1:FORUM-2022:0123456789ABCDEFGHJKMNPQRS"),
       }) {
    EXPECT_FALSE(ParseText(other)) << other.substr(0, 40);
  }
}

TEST(ParseText, RefusesAnotherVersionOfTheLayout) {
  for (const char version : {0, 2, -1}) {
    std::string bytes = BytesOf(kGoldenText);
    bytes[0] = version;
    EXPECT_FALSE(ParseText(TextOf(bytes)));
  }
}

TEST(ParseText, RefusesATicketThatIsNeverValid) {
  for (const absl::Duration validity :
       {absl::ZeroDuration(), absl::Seconds(-1)}) {
    Content content = GoldenContent();
    content.not_after = content.not_before + validity;
    EXPECT_FALSE(ParseText(RenderText(Sign(content, GoldenKey()))));
  }
}

TEST(ParseText, RefusesAnEventThatIsNoSlug) {
  for (const std::string& event :
       {std::string(), std::string("2022"), std::string("-a"), std::string("A"),
        std::string("a b"), std::string("a/b"), std::string("\u00E9"),
        std::string("a\0", 2), std::string(64, 'a')}) {
    Content content = GoldenContent();
    content.event = event;
    EXPECT_FALSE(ParseText(RenderText(Sign(content, GoldenKey())))) << event;
  }
}

}  // namespace
}  // namespace rollcall::ticket

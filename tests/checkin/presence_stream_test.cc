#include <map>

#include "gtest/gtest.h"

#include "tests/checkin/presence_fixture.h"

namespace rollcall::checkin {
namespace {

using rollcall::testing::Forum;
using type::v1::MODE_ONLINE;
using Answers = std::map<int64_t, v1::StreamPresenceResponse>;

class PresenceStreamTest : public PresenceFixture {
 protected:
  v1::StreamPresenceRequest MessageOf(
      int64_t number, const std::vector<v1::PresenceEvent>& events) {
    v1::StreamPresenceRequest message;
    message.set_message_number(number);
    for (const auto& event : events) *message.add_presence_events() = event;
    return message;
  }

  // Sends `messages`, the first with the event and the source unless it has
  // them, and returns the answers by number.
  Answers Send(const std::vector<v1::StreamPresenceRequest>& messages) {
    const auto context = rollcall::testing::NewContext();
    const auto stream = stub().StreamPresence(context.get());
    for (const auto& message : messages) stream->Write(message);
    stream->WritesDone();
    Answers answers;
    v1::StreamPresenceResponse answer;
    int count = 0;
    while (stream->Read(&answer)) {
      answers[answer.message_number()] = answer;
      ++count;
    }
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(count, static_cast<int>(messages.size()));
    return answers;
  }

  v1::StreamPresenceRequest First(v1::StreamPresenceRequest message) {
    message.set_event(forum_.name());
    message.set_source("stream");
    return message;
  }
};

TEST_F(PresenceStreamTest, AnswersEachMessageOnceItIsRecorded) {
  forum_.Register(MODE_ONLINE);
  std::vector<v1::StreamPresenceRequest> messages;
  for (int i = 0; i < 300; ++i) {
    const std::string connection = absl::StrCat("c", i);
    messages.push_back(MessageOf(
        i, {Join(connection, i, Forum::EmailOf(1)), Leave(connection, i + 1)}));
  }
  messages[0] = First(messages[0]);
  const Answers answers = Send(messages);
  ASSERT_EQ(answers.size(), 300u);
  for (const auto& [number, answer] : answers) {
    ASSERT_EQ(answer.results_size(), 2);
    EXPECT_EQ(answer.results(1).outcome(),
              v1::ReportPresenceResponse::Result::OUTCOME_RECORDED);
  }
  EXPECT_EQ(OnlineSeconds("panel"), 300);
  EXPECT_EQ(Send(messages).at(7).results(0).outcome(),
            v1::ReportPresenceResponse::Result::OUTCOME_DUPLICATE);
}

TEST_F(PresenceStreamTest, FailsOneMessageAndNoOther) {
  forum_.Register(MODE_ONLINE);
  const Answers answers =
      Send({MessageOf(1, {Join("c", 0)}), First(MessageOf(2, {Join("d", 0)})),
            MessageOf(3, {}), MessageOf(4, {Leave("d", 9)})});
  EXPECT_TRUE(answers.at(1).has_error());
  EXPECT_EQ(answers.at(2).results_size(), 1);
  EXPECT_TRUE(answers.at(3).has_error());
  EXPECT_EQ(answers.at(4).results_size(), 1);
}

TEST_F(PresenceStreamTest, SaysThatAMessageCannotBeRead) {
  const auto context = rollcall::testing::NewContext();
  const auto stream = stub().StreamPresence(context.get());
  EXPECT_TRUE(stream->Write(First(MessageOf(1, {Join("c", 0)}))));
  EXPECT_TRUE(stream->Write(MessageOf(2, {Join("\xC3", 0)})));
  v1::StreamPresenceResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.results_size(), 1);
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_EQ(rollcall::testing::ReasonOf(stream->Finish()), "INVALID_FIELD");
}

TEST_F(PresenceStreamTest, TakesNoCallWithoutAToken) {
  grpc::ClientContext context;
  const auto stream = stub().StreamPresence(&context);
  stream->WritesDone();
  EXPECT_EQ(rollcall::testing::ReasonOf(stream->Finish()),
            "UNAUTHENTICATED_CALL");
}

}  // namespace
}  // namespace rollcall::checkin

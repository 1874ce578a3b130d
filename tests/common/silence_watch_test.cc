#include "common/db/silence_watch.h"

#include <memory>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace rollcall::db {
namespace {

// A connection, and the server at its other end.
class Wire {
 public:
  Wire() {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) != 0) {
      throw std::runtime_error("no sockets");
    }
    line_ = std::make_shared<Line>(ends_[0]);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire() {
    close(ends_[0]);
    close(ends_[1]);
  }

  const std::shared_ptr<Line>& line() const { return line_; }

  void Answer() const { EXPECT_EQ(write(ends_[1], "x", 1), 1); }
  // Waits for the answer. False when the connection ends instead.
  bool Read() const {
    char answer = 0;
    return read(ends_[0], &answer, 1) == 1;
  }

 private:
  int ends_[2] = {};
  std::shared_ptr<Line> line_;
};

class SilenceWatchTest : public ::testing::Test {
 protected:
  LatestTimeline timeline_;
  Counter cut_;
};

TEST_F(SilenceWatchTest, CutsWhoWaitsTooLongAndNobodyElse) {
  const Wire silent;
  const Wire idle;
  const Wire asked_again;
  const Wire committing;
  SilenceWatch watch(absl::ZeroDuration(), timeline_, cut_);
  for (const Wire* wire : {&silent, &idle, &asked_again, &committing}) {
    watch.Add(wire->line());
  }
  { const Line::Wait over(idle.line()); }
  const Line::Wait patient(asked_again.line());
  const Line::Wait commit(committing.line());
  committing.line()->AskWithoutLimit();
  const Line::Wait wait(silent.line());
  while (cut_.value() == 0) asked_again.line()->Ask();
  EXPECT_FALSE(silent.Read());
  EXPECT_EQ(cut_.value(), 1);
  for (const Wire* wire : {&idle, &asked_again, &committing}) {
    wire->Answer();
    EXPECT_TRUE(wire->Read());
  }
}

TEST_F(SilenceWatchTest, DoesNotWaitForAServerWithASuccessor) {
  const Wire old;
  const Wire standby;
  const Wire latest;
  old.line()->set_timeline(1);
  latest.line()->set_timeline(2);
  SilenceWatch watch(absl::InfiniteDuration(), timeline_, cut_);
  for (const Wire* wire : {&old, &standby, &latest}) watch.Add(wire->line());
  const Line::Wait waits[] = {Line::Wait(old.line()),
                              Line::Wait(standby.line()),
                              Line::Wait(latest.line())};
  EXPECT_TRUE(timeline_.Meet(2));
  EXPECT_FALSE(old.Read());
  for (const Wire* wire : {&standby, &latest}) {
    wire->Answer();
    EXPECT_TRUE(wire->Read());
  }
  EXPECT_EQ(cut_.value(), 1);
}

// Whoever waits may have closed it meanwhile.
TEST_F(SilenceWatchTest, KeepsALineThatIsWaitedFor) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  auto line = std::make_shared<Line>(ends[0]);
  const std::weak_ptr<Line> watched = line;
  {
    const Line::Wait wait(line);
    line.reset();
    EXPECT_FALSE(watched.expired());
  }
  EXPECT_TRUE(watched.expired());
  close(ends[0]);
  close(ends[1]);
}

// The number of a connection that was closed is the next one's.
TEST_F(SilenceWatchTest, CutsNobodyElseByTheNumberOfASocket) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Line line(ends[0]);
  close(ends[0]);
  const Wire next;
  line.Cut();
  next.Answer();
  EXPECT_TRUE(next.Read());
  close(ends[1]);
}

}  // namespace
}  // namespace rollcall::db

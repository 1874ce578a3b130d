#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace rollcall::testing {

// A network between clients and a server, that may be broken. Every connection
// to the proxy gets one of its own to the server.
class Proxy {
 public:
  // What becomes of what is sent.
  enum class Mode {
    kPass,
    // Nothing arrives any more, neither way, and nobody is told.
    kBlackHole,
    // As kBlackHole, and the kernel drops what comes, so that not even probes
    // are acknowledged and nobody connects.
    kSilence,
    // Requests arrive. The first answer after one that `IsFatal` is thrown
    // away, and the connection ends.
    kCutReplies,
  };

  // Takes connections to any free port. `server` is host:port, or the path of a
  // Unix socket. Throws if it cannot.
  explicit Proxy(std::string server);
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  ~Proxy();

  // host:port.
  const std::string& address() const { return address_; }

  // A black hole ends what was in it: connections do not come back. Those that
  // were silent stay so, and nobody is ever told. Silence is of TCP alone.
  void SetMode(Mode mode);
  // Which requests kCutReplies waits for: all, unless told otherwise. Before
  // the first of them.
  void SetFatal(std::function<bool(absl::string_view request)> is_fatal);
  // How many answers were thrown away.
  int cuts() const { return cuts_; }

 private:
  // The sockets of a connection, and the thread that carries between them.
  struct Line {
    int client = -1;
    int server = -1;
    // Has nothing carried any more.
    std::atomic<bool> is_silent = false;
    // Is to end, and has ended.
    std::atomic<bool> is_cut = false;
    std::atomic<bool> is_over = false;
    std::thread thread;
  };

  void Accept();
  void Carry(Line& line);
  // Carries what has come, one way. False when the line is to end.
  bool Forward(Line& line, bool is_request, bool& waits_for_cut);
  // Ends lines, all of them or those that are over.
  void End(bool all);
  // Has no connection hear anything, ever, and none come until the mode
  // changes.
  void Silence();
  static void SilenceLine(Line& line);

  const std::string server_;
  std::string address_;
  int listener_ = -1;
  std::function<bool(absl::string_view)> is_fatal_;
  std::atomic<Mode> mode_ = Mode::kPass;
  std::atomic<bool> is_over_ = false;
  std::atomic<int> cuts_ = 0;
  absl::Mutex mutex_;
  std::list<Line> lines_ ABSL_GUARDED_BY(mutex_);
  std::thread acceptor_;
};

}  // namespace rollcall::testing

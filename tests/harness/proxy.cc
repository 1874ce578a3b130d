#include "tests/harness/proxy.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/harness/program.h"

namespace rollcall::testing {
namespace {

// How soon a mode is noticed.
constexpr int kPollMilliseconds = 10;

sockaddr_in AddressOf(const std::string& host_and_port) {
  const size_t colon = host_and_port.rfind(':');
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(
      std::atoi(host_and_port.substr(colon + 1).c_str())));
  inet_pton(AF_INET, host_and_port.substr(0, colon).c_str(), &address.sin_addr);
  return address;
}

template <typename Address>
int ConnectTo(int family, const Address& address) {
  const int socket_number = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(socket_number, reinterpret_cast<const sockaddr*>(&address),
              sizeof(address)) == 0) {
    return socket_number;
  }
  close(socket_number);
  return -1;
}

// A socket that is connected to `server`; -1 when it is not there.
int Connect(const std::string& server) {
  if (server.front() != '/') return ConnectTo(AF_INET, AddressOf(server));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, server.c_str(), sizeof(address.sun_path) - 1);
  return ConnectTo(AF_UNIX, address);
}

void SendAtOnce(int socket_number) {
  const int on = 1;
  setsockopt(socket_number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

// Has the kernel drop whatever arrives at the socket: nothing of it is
// acknowledged.
void Deafen(int socket_number) {
  sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program = {1, &drop};
  if (setsockopt(socket_number, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                 sizeof(program)) != 0) {
    throw std::runtime_error("a socket takes no filter");
  }
}

void HearAgain(int socket_number) {
  const int unused = 0;
  setsockopt(socket_number, SOL_SOCKET, SO_DETACH_FILTER, &unused,
             sizeof(unused));
}

// Sends all of it. False when nobody takes it.
bool SendAll(int socket_number, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket_number, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

Proxy::Proxy(std::string server)
    : server_(std::move(server)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      is_fatal_([](absl::string_view) { return true; }) {
  const std::string own = OwnAddress();
  sockaddr_in address = AddressOf(own);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("the proxy cannot listen at " + own);
  }
  address_ =
      absl::StrCat(own.substr(0, own.rfind(':')), ":", ntohs(address.sin_port));
  acceptor_ = std::thread([this] { Accept(); });
}

Proxy::~Proxy() {
  is_over_ = true;
  acceptor_.join();
  End(true);
  close(listener_);
}

void Proxy::SetMode(Mode mode) {
  const Mode before = mode_.exchange(mode);
  if (before == Mode::kBlackHole) End(true);
  if (before == Mode::kSilence) HearAgain(listener_);
  if (mode == Mode::kSilence) Silence();
}

void Proxy::Silence() {
  Deafen(listener_);
  const absl::MutexLock lock(&mutex_);
  for (Line& line : lines_) SilenceLine(line);
}

void Proxy::SetFatal(std::function<bool(absl::string_view)> is_fatal) {
  is_fatal_ = std::move(is_fatal);
}

void Proxy::SilenceLine(Line& line) {
  line.is_silent = true;
  Deafen(line.client);
  Deafen(line.server);
}

void Proxy::Accept() {
  while (!is_over_) {
    pollfd waiting = {listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMilliseconds) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = Connect(server_);
    if (server < 0) {
      close(client);
      continue;
    }
    SendAtOnce(client);
    SendAtOnce(server);
    End(false);
    const absl::MutexLock lock(&mutex_);
    Line& line = lines_.emplace_back();
    line.client = client;
    line.server = server;
    if (mode_ == Mode::kSilence) SilenceLine(line);
    line.thread = std::thread([this, &line] { Carry(line); });
  }
}

void Proxy::Carry(Line& line) {
  bool waits_for_cut = false;
  while (!line.is_cut) {
    const bool is_lost = line.is_silent || mode_ == Mode::kBlackHole;
    pollfd waiting[] = {{is_lost ? -1 : line.client, POLLIN, 0},
                        {is_lost ? -1 : line.server, POLLIN, 0}};
    poll(waiting, 2, kPollMilliseconds);
    // It may have changed meanwhile.
    if (line.is_silent || mode_ == Mode::kBlackHole) continue;
    if (waiting[0].revents != 0 && !Forward(line, true, waits_for_cut)) break;
    if (waiting[1].revents != 0 && !Forward(line, false, waits_for_cut)) break;
  }
  shutdown(line.client, SHUT_RDWR);
  shutdown(line.server, SHUT_RDWR);
  line.is_over = true;
}

bool Proxy::Forward(Line& line, bool is_request, bool& waits_for_cut) {
  char bytes[65536];
  const ssize_t count =
      recv(is_request ? line.client : line.server, bytes, sizeof(bytes), 0);
  if (count <= 0) return false;
  const absl::string_view text(bytes, static_cast<size_t>(count));
  if (mode_ == Mode::kCutReplies) {
    if (is_request) {
      waits_for_cut = waits_for_cut || is_fatal_(text);
    } else if (waits_for_cut) {
      ++cuts_;
      return false;
    }
  }
  return SendAll(is_request ? line.server : line.client, text);
}

void Proxy::End(bool all) {
  std::list<Line> ending;
  {
    const absl::MutexLock lock(&mutex_);
    for (auto line = lines_.begin(); line != lines_.end();) {
      const auto next = std::next(line);
      if (all || line->is_over) ending.splice(ending.end(), lines_, line);
      line = next;
    }
  }
  for (Line& line : ending) {
    line.is_cut = true;
    line.thread.join();
    close(line.client);
    close(line.server);
  }
}

}  // namespace rollcall::testing

#include "clients/csv/reader.h"

#include <utility>

#include "clients/csv/grammar.h"

namespace rollcall::csv {
namespace {

constexpr size_t kBlockBytes = 64 << 10;
constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

}  // namespace

Reader::Reader(std::istream& in, const Limits& limits, Observer observer)
    : in_(in),
      observer_(std::move(observer)),
      grammar_(std::make_unique<Grammar>(limits)) {}

Reader::~Reader() = default;

Reader::Outcome Reader::Next(Record& record) {
  bool complete = grammar_->broken();
  if (!complete) {
    grammar_->Begin(record);
    char byte = '\0';
    while (!complete && Take(byte)) complete = grammar_->Take(byte);
    if (!complete) complete = grammar_->Finish();
  }
  if (grammar_->broken()) {
    record = grammar_->broken_record();
    return Outcome::kBroken;
  }
  return complete ? Outcome::kRecord : Outcome::kEnd;
}

bool Reader::Take(char& byte) {
  if (position_ == block_.size() && !Fill()) return false;
  byte = block_[position_++];
  return true;
}

bool Reader::Fill() {
  block_.resize(kBlockBytes);
  in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
  block_.resize(static_cast<size_t>(in_.gcount()));
  position_ = 0;
  if (observer_ && !block_.empty()) observer_(block_);
  if (!begun_ && block_.rfind(kByteOrderMark, 0) == 0) {
    position_ = sizeof(kByteOrderMark) - 1;
  }
  begun_ = true;
  return position_ < block_.size();
}

}  // namespace rollcall::csv

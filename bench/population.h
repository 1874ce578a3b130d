#pragma once

#include <cstdint>
#include <string>

#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::bench {

// An event of the bench's own with people who have tickets, made by SQL. People
// are numbered from 1: what belongs to one is made of the number.
class Population {
 public:
  explicit Population(int64_t people);
  // Of an event that the caller makes, with registrations Id('a', person),
  // tickets with the serials Id('b', person) and a session `venue`.
  Population(std::string event, int64_t people);

  // events/{event}
  std::string name() const;
  const std::string& event() const { return event_; }
  int64_t people() const { return people_; }

  // The text of a person's ticket, with a signature that is none: the service
  // knows the serial.
  std::string TicketOf(int64_t person) const;

  // The person's first scan, an entry at the front door, without a time.
  checkin::v1::CheckInRequest ScanOf(int64_t person) const;

  // A UUID that ends in `number`; others for each `kind`, a hexadecimal digit.
  static std::string Id(char kind, int64_t number);

 private:
  const std::string event_;
  const int64_t people_;
};

}  // namespace rollcall::bench

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/pgbench.h"
#include "bench/population.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/program.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

using checkin::v1::PresenceEvent;
using checkin::v1::PresenceService;
using testing::ExecuteSql;
using testing::ExecuteSqlAlone;
using testing::ServiceProcess;

constexpr int64_t kPeople = 600000;
// The last of them are not in the load.
constexpr int64_t kOthers = 200000;
constexpr absl::Duration kDuration = absl::Seconds(2);
constexpr int kRuns = 3;
constexpr absl::Duration kPgbenchDuration = absl::Seconds(2);
constexpr int kCallers = 16;
constexpr int kStreams = 4;
constexpr int kEventsOfCall = 1000;
constexpr int kEventsOfMessage = 100;
constexpr int64_t kFewIntervals = 10000;
constexpr int64_t kManyIntervals = 1000000;

// The join of one person and the leave, each as one statement, which is one
// transaction and one round trip: what the service writes for it, on the same
// tables, without the instance. Clients have writer slots of their own.
constexpr char kJoinAndLeave[] = R"sql(
WITH seen AS (
  INSERT INTO rollcall.presence_event
         (event_id, source, source_event_id, session_id, instance_id, connection_id, kind,
          event_time, content_hash)
  VALUES ('$event', 'pgbench', 'join-' || (:id)::bigint, 'panel', 'broadcast',
          'c' || (:id)::bigint, 'JOIN', '2022-09-03 01:00:00Z',
          '\x0000000000000000000000000000000000000000000000000000000000000000')
      ON CONFLICT DO NOTHING
  RETURNING connection_id, event_time
), found AS (
  SELECT r.registration_id, seen.*
    FROM seen
    JOIN rollcall.registration r
      ON r.event_id = '$event'
     AND r.registration_id
         = ('a0000000-0000-7000-8000-' || lpad(to_hex((:id)::bigint), 12, '0'))::uuid
     FOR NO KEY UPDATE OF r
), connected AS (
  INSERT INTO rollcall.presence_connection
         (event_id, session_id, source, instance_id, connection_id, registration_id,
          match_rank, counted_session_id, first_time, last_time)
  SELECT '$event', 'panel', 'pgbench', 'broadcast', connection_id, registration_id, 2, 'panel',
         event_time, event_time
    FROM found
), begun AS (
  INSERT INTO rollcall.presence_interval
         (event_id, registration_id, session_id, mode, source, instance_id, connection_id,
          ordinal, start_time)
  SELECT '$event', registration_id, 'panel', 'ONLINE', 'pgbench', 'broadcast', connection_id, 1,
         event_time
    FROM found
), opened AS (
  INSERT INTO rollcall.presence_rollup AS r
         (event_id, session_id, series, minute, slot, arrival_count, start_count, end_count,
          open_count)
  SELECT '$event', side.session_id, side.series, date_trunc('minute', event_time),
         1000 + (:client_id)::smallint, 0, 0, 0, 1
    FROM found
   CROSS JOIN (VALUES ('panel', 'ANY'), ('panel', 'ONLINE'), ('venue', 'ANY'),
                      ('venue', 'ONLINE')) AS side (session_id, series)
      ON CONFLICT (event_id, session_id, series, minute, slot) DO UPDATE
     SET open_count = r.open_count + 1
)
INSERT INTO rollcall.rollup_version AS r (event_id, slot, version)
SELECT '$event', 1000 + (:client_id)::smallint, 1 FROM found
    ON CONFLICT (event_id, slot) DO UPDATE SET version = r.version + 1;
WITH seen AS (
  INSERT INTO rollcall.presence_event
         (event_id, source, source_event_id, session_id, instance_id, connection_id, kind,
          event_time, content_hash)
  VALUES ('$event', 'pgbench', 'leave-' || (:id)::bigint, 'panel', 'broadcast',
          'c' || (:id)::bigint, 'LEAVE', '2022-09-03 02:00:00Z',
          '\x0000000000000000000000000000000000000000000000000000000000000000')
      ON CONFLICT DO NOTHING
  RETURNING connection_id, event_time
), found AS (
  SELECT r.registration_id, seen.*
    FROM seen
    JOIN rollcall.registration r
      ON r.event_id = '$event'
     AND r.registration_id
         = ('a0000000-0000-7000-8000-' || lpad(to_hex((:id)::bigint), 12, '0'))::uuid
     FOR NO KEY UPDATE OF r
), connected AS (
  UPDATE rollcall.presence_connection c
     SET last_time = found.event_time,
         online_seconds = extract(epoch FROM found.event_time - c.first_time)
    FROM found
   WHERE c.event_id = '$event'
     AND c.session_id = 'panel'
     AND c.source = 'pgbench'
     AND c.instance_id = 'broadcast'
     AND c.connection_id = 'c' || (:id)::bigint
), ended AS (
  UPDATE rollcall.presence_interval i
     SET end_time = found.event_time
    FROM found
   WHERE i.event_id = '$event'
     AND i.registration_id = found.registration_id
     AND i.session_id = 'panel'
     AND i.mode = 'ONLINE'
     AND i.source = 'pgbench'
     AND i.instance_id = 'broadcast'
     AND i.connection_id = 'c' || (:id)::bigint
     AND i.ordinal = 1
  RETURNING i.registration_id, i.start_time, i.end_time,
            extract(epoch FROM i.end_time - i.start_time) AS seconds
), moved AS (
  UPDATE rollcall.attendance a
     SET bucket = 'ONLINE_ONLY',
         online_seconds = ended.seconds,
         online = tstzmultirange(tstzrange(ended.start_time, ended.end_time))
    FROM ended
   WHERE a.event_id = '$event'
     AND a.registration_id = ended.registration_id
     AND a.session_id = 'venue'
  RETURNING a.*, ended.start_time, ended.end_time
), added AS (
  INSERT INTO rollcall.attendance
         (event_id, registration_id, session_id, country_code, sector_id, mode, state, bucket,
          online_seconds, online)
  SELECT '$event', registration_id, 'panel', country_code, sector_id, mode, state, bucket,
         online_seconds, online
    FROM moved
), rolled AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, session_id, day, country_code, sector_id, mode, state, bucket, slot,
          person_count, online_seconds)
  SELECT '$event', side.session_id, side.day, country_code, sector_id, mode, state, side.bucket,
         1000 + (:client_id)::smallint, side.people, side.times * online_seconds
    FROM moved
   CROSS JOIN LATERAL
         (VALUES ('panel', '-infinity', 'ONLINE_ONLY', 1, 1),
                 ('panel', start_time::date, 'ONLINE_ONLY', 1, 1),
                 ('venue', '-infinity', 'NONE', -1, 0),
                 ('venue', '-infinity', 'ONLINE_ONLY', 1, 1),
                 ('venue', start_time::date, 'ONLINE_ONLY', 1, 1))
         AS side (session_id, day, bucket, people, times)
      ON CONFLICT (event_id, session_id, day, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count,
         online_seconds = r.online_seconds + excluded.online_seconds
), curve AS (
  INSERT INTO rollcall.presence_rollup AS r
         (event_id, session_id, series, minute, slot, arrival_count, start_count, end_count,
          open_count)
  SELECT '$event', place.session_id, place.series, side.minute,
         1000 + (:client_id)::smallint, side.arrived, side.arrived, 1 - side.arrived,
         -side.arrived
    FROM moved
   CROSS JOIN (VALUES ('panel', 'ANY'), ('panel', 'ONLINE'), ('venue', 'ANY'),
                      ('venue', 'ONLINE')) AS place (session_id, series)
   CROSS JOIN LATERAL
         (VALUES (date_trunc('minute', start_time), 1), (date_trunc('minute', end_time), 0))
         AS side (minute, arrived)
      ON CONFLICT (event_id, session_id, series, minute, slot) DO UPDATE
     SET arrival_count = r.arrival_count + excluded.arrival_count,
         start_count = r.start_count + excluded.start_count,
         end_count = r.end_count + excluded.end_count,
         open_count = r.open_count + excluded.open_count
)
INSERT INTO rollcall.rollup_version AS r (event_id, slot, version)
SELECT '$event', 1000 + (:client_id)::smallint, 1 FROM moved
    ON CONFLICT (event_id, slot) DO UPDATE SET version = r.version + 1;
)sql";

// Closed intervals of the connections $first to $last of other broadcasts, with
// their facts, of the last people: one each of the few, five of the many.
constexpr char kStore[] = R"sql(
INSERT INTO rollcall.presence_instance
       (event_id, source, instance_id, session_id, first_time, last_time)
SELECT '$event', 'stored', 'i' || n, 'panel', '2022-09-03 01:00:00Z', '2022-09-03 02:00:00Z'
  FROM generate_series($first / 1000, $last / 1000) AS n
    ON CONFLICT DO NOTHING;
INSERT INTO rollcall.presence_event
       (event_id, source, source_event_id, session_id, instance_id, connection_id, kind,
        event_time, content_hash)
SELECT '$event', 'stored', k.kind || n, 'panel', 'i' || n / 1000, 'c' || n, k.kind, k.time,
       '\x0000000000000000000000000000000000000000000000000000000000000000'
  FROM generate_series($first, $last) AS n
 CROSS JOIN (VALUES ('JOIN', '2022-09-03 01:00:00Z'::timestamptz),
                    ('LEAVE', '2022-09-03 02:00:00Z')) AS k (kind, time);
INSERT INTO rollcall.presence_connection
       (event_id, session_id, source, instance_id, connection_id, registration_id,
        match_rank, counted_session_id, first_time, last_time, online_seconds)
SELECT '$event', 'panel', 'stored', 'i' || n / 1000, 'c' || n,
       ('a0000000-0000-7000-8000-' || lpad(to_hex($people - n % $others), 12, '0'))::uuid, 2,
       'panel', '2022-09-03 01:00:00Z', '2022-09-03 02:00:00Z', 3600
  FROM generate_series($first, $last) AS n;
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id, connection_id,
        ordinal, start_time, end_time)
SELECT event_id, registration_id, 'panel', 'ONLINE', source, instance_id, connection_id, 1,
       first_time, last_time
  FROM rollcall.presence_connection
 WHERE event_id = '$event'
   AND source = 'stored'
   AND online_seconds = 3600
    ON CONFLICT DO NOTHING;
)sql";

// Platforms that report one person after the other, who joins and leaves.
class BroadcastLoad {
 public:
  BroadcastLoad(const Population& population, std::string address,
                int64_t first)
      : population_(population), address_(std::move(address)), next_(first) {}

  // Both return events per second.

  double RunUnary(absl::Duration duration) {
    std::vector<std::unique_ptr<PresenceService::Stub>> stubs;
    for (int i = 0; i < kCallers; ++i) stubs.push_back(NewStub());
    const double calls = RateOf(kCallers, duration, [&](int thread, int) {
      checkin::v1::ReportPresenceRequest request;
      request.set_event(population_.name());
      request.set_source(Source(thread));
      AddEvents(kEventsOfCall, *request.mutable_presence_events());
      checkin::v1::ReportPresenceResponse response;
      const auto context = testing::NewContext();
      Check(stubs[thread]->ReportPresence(context.get(), request, &response),
            response.results());
    });
    return calls * kEventsOfCall;
  }

  double RunStreams(absl::Duration duration) {
    std::atomic<int64_t> answered = 0;
    const absl::Time begin = absl::Now();
    std::vector<std::thread> threads;
    for (int i = 0; i < kStreams; ++i) {
      threads.emplace_back(
          [&, i] { answered += RunStream(Source(i), begin + duration); });
    }
    for (std::thread& thread : threads) thread.join();
    return static_cast<double>(answered) * kEventsOfMessage /
           absl::ToDoubleSeconds(absl::Now() - begin);
  }

 private:
  using Events = google::protobuf::RepeatedPtrField<PresenceEvent>;
  using Results = google::protobuf::RepeatedPtrField<
      checkin::v1::ReportPresenceResponse::Result>;

  static std::string Source(int caller) {
    return absl::StrCat("bench-", caller);
  }

  std::unique_ptr<PresenceService::Stub> NewStub() const {
    return PresenceService::NewStub(testing::ChannelTo(address_));
  }

  void AddEvents(int count, Events& events) {
    for (int i = 0; i < count; i += 2) {
      const int64_t person = next_++;
      if (person > population_.people() - kOthers) {
        throw std::runtime_error("the bench has too few people");
      }
      for (const auto kind :
           {PresenceEvent::KIND_JOIN, PresenceEvent::KIND_LEAVE}) {
        PresenceEvent& event = *events.Add();
        event.set_kind(kind);
        event.set_source_event_id(absl::StrCat(kind, "-", person));
        event.set_session(population_.name() + "/sessions/panel");
        event.set_instance_id(absl::StrCat("broadcast-", person % 16));
        event.set_connection_id(absl::StrCat("c", person));
        event.mutable_event_time()->set_seconds(absl::ToUnixSeconds(
            absl::FromCivil(absl::CivilHour(2022, 9, 3, 1 + (kind - 1)),
                            absl::UTCTimeZone())));
        event.mutable_participant()->set_registration(
            absl::StrCat(population_.name(), "/registrations/",
                         Population::Id('a', person)));
      }
    }
  }

  static void Check(const grpc::Status& status, const Results& results) {
    if (!status.ok()) throw std::runtime_error(status.error_message());
    for (const auto& result : results) {
      if (result.outcome() !=
          checkin::v1::ReportPresenceResponse::Result::OUTCOME_RECORDED) {
        throw std::runtime_error("an event was not recorded: " +
                                 result.ShortDebugString());
      }
    }
  }

  // Writes until `end` and returns how many messages were answered.
  int64_t RunStream(const std::string& source, absl::Time end) {
    const auto stub = NewStub();
    const auto context = testing::NewContext();
    const auto stream = stub->StreamPresence(context.get());
    std::thread writer([&] {
      checkin::v1::StreamPresenceRequest message;
      message.set_event(population_.name());
      message.set_source(source);
      while (absl::Now() < end) {
        message.clear_presence_events();
        AddEvents(kEventsOfMessage, *message.mutable_presence_events());
        message.set_message_number(message.message_number() + 1);
        if (!stream->Write(message)) break;
      }
      stream->WritesDone();
    });
    int64_t answered = 0;
    checkin::v1::StreamPresenceResponse answer;
    while (stream->Read(&answer)) {
      Check(grpc::Status::OK, answer.results());
      ++answered;
    }
    writer.join();
    Check(stream->Finish(), {});
    return answered;
  }

  const Population& population_;
  const std::string address_;
  std::atomic<int64_t> next_;
};

void Store(const Population& population, int64_t first, int64_t last) {
  ExecuteSql(absl::StrReplaceAll(
      kStore, {{"$event", population.event()},
               {"$people", absl::StrCat(population.people())},
               {"$others", absl::StrCat(kOthers)},
               {"$first", absl::StrCat(first)},
               {"$last", absl::StrCat(last)}}));
  ExecuteSqlAlone(
      "VACUUM (ANALYZE) rollcall.presence_event, rollcall.presence_connection, "
      "rollcall.presence_interval, rollcall.presence_instance");
  ExecuteSqlAlone("CHECKPOINT");
}

// How much the machine computes in a second at the moment.
double Speed() {
  const absl::Time begin = absl::Now();
  ExecuteSql("SELECT sum(hashint4(n)) FROM generate_series(1, 2000000) AS n");
  return 1 / absl::ToDoubleSeconds(absl::Now() - begin);
}

// What is done in a second, and how fast the machine was meanwhile: it may
// change by more than what is measured.
struct SteadyRate {
  double rate = 0;
  double speed = 0;
};

// The mean of `runs` of `rate`.
SteadyRate Steadily(int runs, const std::function<double()>& rate) {
  SteadyRate mean;
  for (int i = 0; i < runs; ++i) {
    const double speed = Speed();
    mean.rate += rate() / runs;
    mean.speed += (speed + Speed()) / 2 / runs;
  }
  return mean;
}

// Prints `ours` as it would be at the speed that the baseline had.
void PrintRate(const std::string& name, const SteadyRate& ours,
               const SteadyRate& baseline, nlohmann::ordered_json parameters) {
  const double speed = ours.speed / baseline.speed;
  const double rate = ours.rate / speed;
  parameters["machine_speed"] = speed;
  Print({name, rate, baseline.rate, rate / baseline.rate, "events/s",
         std::move(parameters)});
}

}  // namespace

void BenchPresence() {
  const Population population(kPeople);
  ExecuteSql(absl::StrReplaceAll(
      "INSERT INTO rollcall.agenda_session (event_id, session_id, kind, title, "
      "description, start_time, end_time, room, request_id, request_hash) "
      "VALUES ('$event', 'panel', 'PANEL', 'Bench', '', '2022-09-03 "
      "00:00:00Z', "
      "'2022-09-03 12:00:00Z', '', gen_random_uuid(), '')",
      {{"$event", population.event()}}));
  // First, since plans for empty tables are no baseline.
  Store(population, 1, kFewIntervals);
  PgbenchRate pgbench;
  const SteadyRate baseline = Steadily(1, [&] {
    pgbench = BestPgbenchRate(
        absl::StrReplaceAll(kJoinAndLeave,
                            {{"$event", population.event()}, {"\n", " "}}),
        1, kPgbenchDuration);
    // Of two events each.
    return 2 * pgbench.rate;
  });
  const std::string by_pgbench =
      absl::StrCat("the best of pgbench, one transaction an event, ",
                   pgbench.clients, " clients");
  const ServiceProcess service("checkin");
  BroadcastLoad load(population, service.address(), pgbench.used + 1);
  const auto unary = [&load] { return load.RunUnary(kDuration); };
  const SteadyRate few = Steadily(kRuns, unary);
  PrintRate("presence_unary", few, baseline,
            {{"callers", kCallers},
             {"events_of_call", kEventsOfCall},
             {"baseline", by_pgbench}});
  PrintRate("presence_stream",
            Steadily(kRuns, [&load] { return load.RunStreams(kDuration); }),
            baseline,
            {{"streams", kStreams},
             {"events_of_message", kEventsOfMessage},
             {"baseline", by_pgbench}});
  Store(population, kFewIntervals + 1, kManyIntervals);
  PrintRate("presence_unary_of_many", Steadily(kRuns, unary), few,
            {{"stored_intervals", kManyIntervals},
             {"baseline", "presence_unary, with 10,000 of them"}});
}

}  // namespace rollcall::bench

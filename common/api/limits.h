#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

// What one call may ask for. Lengths are Unicode code points unless a name says
// bytes.
namespace rollcall::limits {

// A message may have this many bytes: a full ReportPresence batch is a third of
// it.
inline constexpr int kMaxMessageBytes = 4 << 20;
// A connection may have this many calls and streams open at once.
inline constexpr int kMaxConcurrentStreams = 256;
// A call that brings no deadline gets this one, so that nothing waits for ever.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// Ids that people choose, as in names of events, sessions and sectors.
inline constexpr size_t kMaxSlug = 63;
// Titles, venues, affiliations: what is printed on one or two lines.
inline constexpr size_t kMaxTitle = 300;
// A theme may take a few lines.
inline constexpr size_t kMaxTheme = 500;
// A session's description is a paragraph or two.
inline constexpr size_t kMaxDescription = 2000;
// Editions, gates and rooms are labels.
inline constexpr size_t kMaxEdition = 64;
inline constexpr size_t kMaxGate = 64;
inline constexpr size_t kMaxRoom = 100;
inline constexpr size_t kMaxSectorName = 100;
// The name of a person, in any script.
inline constexpr size_t kMaxPersonName = 200;
inline constexpr size_t kMaxHonorific = 32;
// The part of a name that is looked for at a door: a shorter one would list
// everybody.
inline constexpr size_t kMinNamePart = 3;
// The longest address of RFC 5321.
inline constexpr size_t kMaxEmail = 254;
// Ids that other systems make.
inline constexpr size_t kMaxForeignId = 128;
// What links a connection to a registration, in bytes.
inline constexpr size_t kMaxJoinTokenBytes = 64;
// Connections of one snapshot of an instance.
inline constexpr int kMaxSnapshotConnections = 10000;
// Who reports presence.
inline constexpr size_t kMaxSource = 64;
// Why a supervisor overrides a refusal.
inline constexpr size_t kMaxForceReason = 500;
// The text of a scanned code, which may be anybody's, and the part of one that
// nobody knows that is kept.
inline constexpr size_t kMaxTicketBytes = 1024;
inline constexpr size_t kMaxCodeBytes = 64;
inline constexpr size_t kKeptCredentialBytes = 128;
// How far a device's clock may be off, and a door open before its session or
// after it.
inline constexpr absl::Duration kMaxClockOffset = absl::Hours(24 * 366);
inline constexpr absl::Duration kMaxDoorOffset = absl::Hours(24 * 366);
// What whoever resolves a conflict writes.
inline constexpr size_t kMaxNote = 500;
// Scans of one stream that wait for their answers.
inline constexpr int kMaxStreamedScans = 256;
// Devices that one door may be limited to.
inline constexpr int kMaxDoorDevices = 100;
// Entries of one message of a manifest.
inline constexpr int kManifestBatch = 1000;
// Watches of occupancy that one instance serves at once: each holds some memory
// and no thread.
inline constexpr size_t kMaxWatchers = 10000;
// The name of an IANA time zone; those of its database have at most half.
inline constexpr size_t kMaxTimeZoneBytes = 64;
// A BCP 47 language tag.
inline constexpr size_t kMaxLanguageCode = 35;

// Parts of an event or session.
inline constexpr int kMaxSectors = 100;
inline constexpr int kMaxPartners = 200;
inline constexpr int kMaxSpeakers = 100;
inline constexpr int kMaxLaunches = 100;
// Places that an event or session may limit itself to.
inline constexpr int kMaxPlaces = 10000000;
// How long watching online may be asked for, and a place kept for somebody.
inline constexpr absl::Duration kMaxThreshold = absl::Hours(24);
inline constexpr absl::Duration kMaxOffer = absl::Hours(30 * 24);

// Rows of one import, what its transaction may take, and how many of the errors
// of its rows are told.
inline constexpr int kMaxImportRows = 250000;
inline constexpr absl::Duration kImportDeadline = absl::Minutes(5);
inline constexpr size_t kMaxRowErrors = 1000;
// Registrations of one part of an export.
inline constexpr int kExportBatch = 500;

// Sessions that one registration includes.
inline constexpr int kMaxIncludedSessions = 100;

// Members of a delegation in one mode.
inline constexpr int kMaxDelegationQuota = 10000;

// Events of one ReportPresence.
inline constexpr int kMaxBatchItems = 1000;

// Values of one list of a report's filter, and buckets of a timeline.
inline constexpr int kMaxFilterValues = 300;
inline constexpr int64_t kMaxTimelineBuckets = 10000;
// How long a bucket may be.
inline constexpr absl::Duration kMaxBucket = absl::Hours(24 * 366);
// Reports of more than one page that an instance keeps for their later pages,
// and their rows together; the last one is kept however large it is.
inline constexpr size_t kMaxKeptReports = 64;
inline constexpr int64_t kMaxKeptRows = 200000;

// How long a report waits for data of a version.
inline constexpr absl::Duration kMaxVersionWait = absl::Seconds(10);
// Buckets of the timeline of a frozen report, and differences that an audit
// tells.
inline constexpr int64_t kFrozenBuckets = 200;
inline constexpr size_t kMaxAuditDifferences = 100;
// Below how many people a public report hides a count may lie.
inline constexpr int kMinPublicThreshold = 2;
inline constexpr int kMaxPublicThreshold = 1000;

// Sessions that a device is bound to.
inline constexpr int kMaxDeviceSessions = 100;
// How long a device may take to enrol: long enough to walk to it, unless it is
// told otherwise.
inline constexpr absl::Duration kCodeDuration = absl::Minutes(15);
inline constexpr absl::Duration kMinCodeDuration = absl::Minutes(1);
inline constexpr absl::Duration kMaxCodeDuration = absl::Hours(7 * 24);
// How long the token before the one of a device that has asked for another
// stands: long enough to ask again when the answer was lost.
inline constexpr absl::Duration kPreviousToken = absl::Minutes(1);
// How long an API key lasts, unless it is told otherwise, and at most.
inline constexpr absl::Duration kKeyDuration = absl::Hours(365 * 24);
inline constexpr absl::Duration kMaxKeyDuration = absl::Hours(5 * 366 * 24);

// Entries of one page, and when the caller does not say.
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kDefaultPageSize = 50;

}  // namespace rollcall::limits

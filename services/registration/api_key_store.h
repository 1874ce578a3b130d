#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/registration/api_key.h"

namespace rollcall::registration {

// API keys in PostgreSQL. Each method is one transaction, and also fails as
// db::Transact does. Of their texts only hashes are kept. Thread-safe.
class ApiKeyStore {
 public:
  // `pool` outlives the store.
  explicit ApiKeyStore(db::Pool& pool) : pool_(pool) {}

  // A key with its text. Empty when it was given none.
  struct Issued {
    ApiKey key;
    std::string text;
  };

  // Creates `api_key` in `event`. A repeated `key` returns the API key of the
  // first call, with another text in place of the one before unless it was
  // revoked. Fails with EVENT_NOT_FOUND or REQUEST_ID_REUSED.
  absl::StatusOr<Issued> CreateApiKey(const EventName& event,
                                      const ApiKey& api_key,
                                      const RequestKey& key,
                                      const auth::Act& act,
                                      absl::Time deadline);

  // Ends the access of `name`. Fails with API_KEY_NOT_FOUND.
  absl::StatusOr<ApiKey> RevokeApiKey(const ApiKeyName& name,
                                      const auth::Act& act,
                                      absl::Time deadline);

  // Up to `page.size` + 1 API keys after `page.key`, by id. Fails with
  // EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<ApiKey>> ListApiKeys(const EventName& event,
                                                  const Page& page,
                                                  absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration

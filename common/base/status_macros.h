#pragma once

#include <utility>

#include "absl/status/statusor.h"

// Returns the status of `expression` from the current function unless it is OK.
#define RETURN_IF_ERROR(expression)                          \
  do {                                                       \
    if (absl::Status s_ = (expression); !s_.ok()) return s_; \
  } while (false)

// Binds `declaration` to the value of `expression`, or returns its status.
#define ASSIGN_OR_RETURN(declaration, expression)                     \
  ASSIGN_OR_RETURN_(ROLLCALL_CONCAT_(result_, __LINE__), declaration, \
                    expression)
#define ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                              \
  if (!result.ok()) return std::move(result).status();     \
  declaration = *std::move(result)
#define ROLLCALL_CONCAT_(a, b) ROLLCALL_CONCAT_IMPL_(a, b)
#define ROLLCALL_CONCAT_IMPL_(a, b) a##b

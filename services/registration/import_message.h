#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/import.h"

namespace rollcall::registration {

// Reads what an import's first message asks for.
ImportRequest ParseImport(const v1::ImportRegistrationsRequest& message,
                          FieldChecker& check);

// Reads a row, noting in `check` what is wrong with its registration.
ImportRow ParseRow(const v1::ImportRegistrationsRequest::Row& message,
                   const EventName& event, FieldChecker& check);

// Renders all of `result`.
void Render(const ImportResult& result, v1::ImportRegistrationsResponse& out);

// As Render, as bytes to store, and back.
std::string RenderResult(const ImportResult& result);
ImportResult ParseResult(absl::string_view stored);

}  // namespace rollcall::registration

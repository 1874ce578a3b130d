#pragma once

#include "common/door/passage.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::kiosk {

// What a decision that is no refusal says of who is inside.
door::Passage PassageOf(const checkin::v1::Decision& decision);

}  // namespace rollcall::kiosk

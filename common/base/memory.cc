#include "common/base/memory.h"

#include <malloc.h>

namespace rollcall {

void ReturnFreeMemory() { malloc_trim(0); }

}  // namespace rollcall

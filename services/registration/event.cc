#include "services/registration/event.h"

namespace rollcall::registration {

std::vector<Sector> DefaultSectors() {
  return {{"government-agency", "government agencies"},
          {"foreign-embassy", "foreign embassies"},
          {"international-organization", "international organizations"},
          {"research-institute", "research institutes"},
          {"academia", "academia"},
          {"civil-society-organization", "civil society organizations"},
          {"business-community", "business community"},
          {"private-sector", "private sector"}};
}

}  // namespace rollcall::registration

# rollcall_embed_countries(<target>)
#
# Generates <target>.h with kCountries: the ISO 3166-1 alpha-2 codes and English
# names of the iso-codes package, in the order of their codes, and kSpellings:
# everything that the package writes for a country, alpha-3 codes included.
function(rollcall_embed_countries target)
  set(source /usr/share/iso-codes/json/iso_3166-1.json)
  if(NOT EXISTS ${source})
    message(FATAL_ERROR "${source} is missing: install the package iso-codes (./dev install).")
  endif()
  file(READ ${source} json)
  string(JSON count LENGTH "${json}" 3166-1)
  math(EXPR last "${count} - 1")
  set(rows "")
  set(spellings "")
  foreach(index RANGE ${last})
    string(JSON entry GET "${json}" 3166-1 ${index})
    string(JSON code GET "${entry}" alpha_2)
    string(JSON common_name ERROR_VARIABLE missing GET "${entry}" common_name)
    if(missing)
      string(JSON common_name GET "${entry}" name)
    endif()
    list(APPEND rows "    {\"${code}\", \"${common_name}\"},")
    foreach(member name common_name official_name alpha_3)
      string(JSON spelling ERROR_VARIABLE missing GET "${entry}" ${member})
      if(NOT missing)
        list(APPEND spellings "    {\"${code}\", \"${spelling}\"},")
      endif()
    endforeach()
  endforeach()
  list(SORT rows)
  list(JOIN rows "\n" rows)
  list(JOIN spellings "\n" spellings)
  rollcall_write_header(${target} "#pragma once

#include \"common/geo/country.h\"

namespace rollcall::geo {

inline constexpr Country kCountries[] = {
${rows}
};

inline constexpr Country kSpellings[] = {
${spellings}
};

}  // namespace rollcall::geo
")
endfunction()

# rollcall_embed_regions(<target> <countries.csv> <regions.csv>)
#
# Generates <target>.h with kPlacements, each country's regions and groups in the
# order of the codes, and kRegions. The files have no quoted fields.
function(rollcall_embed_regions target countries regions)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${countries} ${regions})
  file(STRINGS ${countries} lines)
  list(POP_FRONT lines)
  list(SORT lines)
  set(placements "")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([A-Z][A-Z]),([0-9]*),([0-9]*),([A-Z0-9 ]*)$")
      message(FATAL_ERROR "${countries}: '${line}' is not country,region,subregion,groups.")
    endif()
    set(country ${CMAKE_MATCH_1})
    set(region "${CMAKE_MATCH_2}")
    set(subregion "${CMAKE_MATCH_3}")
    set(names " ${CMAKE_MATCH_4} ")
    set(groups 0)
    foreach(group LDC LLDC SIDS G77)
      if(names MATCHES " ${group} ")
        string(SUBSTRING ${group} 1 -1 tail)
        string(SUBSTRING ${group} 0 1 head)
        string(TOLOWER ${tail} tail)
        string(APPEND groups " | k${head}${tail}")
      endif()
    endforeach()
    list(APPEND placements "    {\"${country}\", \"${region}\", \"${subregion}\", ${groups}},")
  endforeach()
  file(STRINGS ${regions} lines)
  list(POP_FRONT lines)
  set(rows "")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([0-9]+),(.+)$")
      message(FATAL_ERROR "${regions}: '${line}' is not code,name.")
    endif()
    list(APPEND rows "    {\"${CMAKE_MATCH_1}\", \"${CMAKE_MATCH_2}\"},")
  endforeach()
  list(JOIN placements "\n" placements)
  list(JOIN rows "\n" rows)
  rollcall_write_header(${target} "#pragma once

#include \"common/geo/region.h\"

namespace rollcall::geo {

inline constexpr Placement kPlacements[] = {
${placements}
};

inline constexpr Region kRegions[] = {
${rows}
};

}  // namespace rollcall::geo
")
endfunction()

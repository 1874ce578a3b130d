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

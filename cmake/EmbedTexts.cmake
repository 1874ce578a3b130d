# SQL and other texts live in files and reach the code as constants.

# rollcall_embed_sql(<target> <namespace> <directory>)
#
# Generates <target>.h with one db::Statement per .sql file:
# sql/insert_registration.sql becomes sql::kInsertRegistration, named
# "insert_registration". A new file needs no edit here.
function(rollcall_embed_sql target namespace directory)
  file(GLOB files CONFIGURE_DEPENDS ${directory}/*.sql)
  set(header "#pragma once\n\n#include \"common/db/statement.h\"\n\nnamespace ${namespace}::sql {\n\n")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(stem ${file} NAME_WE)
    string(REPLACE "_" ";" words ${stem})
    set(name "k")
    foreach(word IN LISTS words)
      string(SUBSTRING ${word} 0 1 head)
      string(SUBSTRING ${word} 1 -1 tail)
      string(TOUPPER ${head} head)
      string(APPEND name ${head}${tail})
    endforeach()
    file(READ ${file} text)
    string(APPEND header "inline constexpr ::rollcall::db::Statement ${name}{\"${stem}\", R\"sql(${text})sql\"};\n")
  endforeach()
  string(APPEND header "\n}  // namespace ${namespace}::sql\n")
  rollcall_write_header(${target} "${header}")
endfunction()

# rollcall_embed_migrations(<target> <namespace> <directory>)
#
# Generates <target>.h with kAll, every NNNN_name.sql in the order of its
# number, which counts from 1 without gaps. Each says by a line
#   -- oldest_program: 12
# the oldest schema whose programs run beside it; up to 0012 they do not say it and
# no older program does.
function(rollcall_embed_migrations target namespace directory)
  file(GLOB files CONFIGURE_DEPENDS ${directory}/*.sql)
  list(SORT files)
  set(header "#pragma once\n\n#include \"common/db/migration.h\"\n\nnamespace ${namespace} {\n\ninline constexpr ::rollcall::db::Migration kAll[] = {\n")
  set(expected 1)
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX MATCH "^0*([0-9]+)_" number ${stem})
    if(NOT CMAKE_MATCH_1 EQUAL expected)
      message(FATAL_ERROR "${file}: migrations count from 0001 without gaps; ${expected} comes next.")
    endif()
    file(READ ${file} text)
    set(oldest ${expected})
    if(expected GREATER 12)
      if(NOT "\n${text}" MATCHES "\n-- oldest_program: ([0-9]+)\n")
        message(FATAL_ERROR "${file}: a line «-- oldest_program: N» has to say which schema's "
                            "programs run beside it; see CONTRIBUTING.md.")
      endif()
      set(oldest ${CMAKE_MATCH_1})
      if(oldest LESS 12 OR oldest GREATER expected)
        message(FATAL_ERROR "${file}: oldest_program is from 12, the first schema that later "
                            "programs are checked by, to ${expected}.")
      endif()
    endif()
    # A literal is limited to 64 KiB by some compilers; a migration stays below.
    string(APPEND header "    {${expected}, ${oldest}, \"${stem}\", R\"sql(${text})sql\"},\n")
    math(EXPR expected "${expected} + 1")
  endforeach()
  string(APPEND header "};\n\n}  // namespace ${namespace}\n")
  rollcall_write_header(${target} "${header}")
endfunction()

# rollcall_embed_texts(<target> <namespace> <file>...)
#
# Generates <target>.h with kTexts: the content of each file, in the order given.
function(rollcall_embed_texts target namespace)
  set(header "#pragma once\n\nnamespace ${namespace} {\n\ninline constexpr const char* kTexts[] = {\n")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND header "R\"text(${text})text\",\n")
  endforeach()
  string(APPEND header "};\n\n}  // namespace ${namespace}\n")
  rollcall_write_header(${target} "${header}")
endfunction()

# Writes <target>.h into a folder of its own and makes <target> its library.
function(rollcall_write_header target text)
  set(folder ${CMAKE_BINARY_DIR}/embedded/${target})
  file(CONFIGURE OUTPUT ${folder}/${target}.h CONTENT "${text}" @ONLY)
  add_library(${target} INTERFACE)
  target_include_directories(${target} INTERFACE ${folder})
endfunction()

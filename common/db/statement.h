#pragma once

namespace rollcall::db {

// One SQL statement of a file, embedded by CMake.
struct Statement {
  // The file's name without its ending; names the statement in logs and is its
  // name when prepared. Unique in a program.
  const char* name;
  // With $1, $2 … for parameters.
  const char* text;
};

}  // namespace rollcall::db

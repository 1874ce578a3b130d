#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

// What the help of a command says, for programs to read.
namespace rollcall::cli {

// The names of types that completion knows.
inline constexpr char kFileType[] = "FILE";
inline constexpr char kProfileType[] = "PROFILE";

// Whether a value follows `option`, or it is an argument by its place.
bool TakesValue(const CLI::Option& option);

// What the value of `option` may be, where that is a list: `{table,json,csv}`
// in its type. Empty otherwise.
std::vector<std::string> ValuesOf(const CLI::Option& option);

// How a type says that.
std::string TypeOfValues(const std::vector<std::string>& values);

// What stands for the value of `option`: `FILE`, or the list of what it may be.
std::string TypeOf(const CLI::Option& option);

// What `option` does, whether it is required, its default, and the environment
// variable that stands in for it, as `$ROLLCALL_PROFILE`.
std::string DescriptionOf(const CLI::Option& option);

bool TakesFile(const CLI::Option& option);
bool TakesProfile(const CLI::Option& option);

// The first line of `text`.
std::string FirstLine(const std::string& text);

}  // namespace rollcall::cli

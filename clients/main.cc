#include <iostream>
#include <unistd.h>

#include "clients/cli/cli.h"

int main(int argc, char** argv) {
  const rollcall::cli::Terminal terminal{std::cin, std::cout, std::cerr,
                                         isatty(STDERR_FILENO) != 0,
                                         isatty(STDOUT_FILENO) != 0};
  return rollcall::cli::Run({argv + 1, argv + argc}, terminal);
}

#include "clients/cli/cli.h"

int main(int argc, char** argv) { return rollcall::cli::Run(argc, argv); }

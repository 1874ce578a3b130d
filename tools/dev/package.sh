# shellcheck shell=bash
# Debian packages of the programs. Their paths go to stdout.

command_package() {
  steps=3
  install_missing tools/packages.txt
  build_preset release programs
  rm -rf build/release/packages
  step package "making packages" "The programs are there: see which library or file is missing." \
    cpack --config build/release/CPackConfig.cmake
  ls build/release/packages/*.deb
}

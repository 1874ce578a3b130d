# What is installed, and the Debian packages that `./dev package` makes of it by
# CPack: a package is a component, and what it depends on is found by its
# libraries.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rollcall)
set(CPACK_PACKAGE_VENDOR Rollcall)
set(CPACK_PACKAGE_CONTACT "The Rollcall authors <rollcall@localhost>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL "")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(packaging ${CMAKE_BINARY_DIR}/packaging)
execute_process(COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md
                OUTPUT_FILE ${CMAKE_BINARY_DIR}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS CHANGELOG.md
                                       deploy/systemd/hardening.conf
                                       deploy/debian/make_token.sh)

# Writes `file` of the folder `package` as configure_file does, executable.
macro(rollcall_script package file)
  configure_file(
    deploy/debian/${file}.in ${packaging}/${package}/${file} @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                     WORLD_READ WORLD_EXECUTE)
endmacro()

# rollcall_package(<program> <description> <dependency>...) makes the package of a
# program; the dependencies are those that are no libraries.
macro(rollcall_package program description)
  install(TARGETS ${program} RUNTIME DESTINATION bin COMPONENT ${program})
  install(FILES deploy/debian/copyright ${CMAKE_BINARY_DIR}/changelog.gz
          DESTINATION share/doc/${program} COMPONENT ${program})
  string(TOUPPER ${program} component)
  list(APPEND CPACK_COMPONENTS_ALL ${program})
  set(CPACK_DEBIAN_${component}_PACKAGE_NAME ${program})
  set(CPACK_COMPONENT_${component}_DESCRIPTION
      "Rollcall: ${description}\nRegistration, check-in and attendance for hybrid events.")
  set(dependencies ${ARGN})
  list(JOIN dependencies ", " CPACK_DEBIAN_${component}_PACKAGE_DEPENDS)
endmacro()

# rollcall_unit_package(<name> <unit> <description> <dependency>...) likewise of
# rollcall-<name>, which systemd runs by `unit`, a file of deploy/systemd.
macro(rollcall_unit_package name unit description)
  # systemd is one of those that make users.
  rollcall_package(rollcall-${name} "${description}"
                   "systemd-standalone-sysusers | systemd-sysusers" ${ARGN})
  set(ROLLCALL_NAME ${name})
  file(READ deploy/systemd/hardening.conf ROLLCALL_HARDENING)
  set(folder ${packaging}/rollcall-${name})
  configure_file(deploy/systemd/${unit}.service.in ${folder}/rollcall-${name}.service @ONLY)
  configure_file(deploy/systemd/sysusers.conf.in ${folder}/rollcall-${name}.conf @ONLY)
  foreach(script postinst prerm postrm)
    rollcall_script(rollcall-${name} ${script})
  endforeach()
  file(WRITE ${folder}/conffiles "/etc/rollcall/${name}.env\n")
  install(FILES ${folder}/rollcall-${name}.service DESTINATION lib/systemd/system
          COMPONENT rollcall-${name})
  install(FILES ${folder}/rollcall-${name}.conf DESTINATION lib/sysusers.d
          COMPONENT rollcall-${name})
  install(FILES deploy/systemd/README.md DESTINATION share/doc/rollcall-${name}
          COMPONENT rollcall-${name})
  install(FILES deploy/systemd/${name}.env DESTINATION /etc/rollcall
          COMPONENT rollcall-${name})
  set(CPACK_DEBIAN_${component}_PACKAGE_CONTROL_EXTRA
      ${folder}/postinst ${folder}/prerm ${folder}/postrm ${folder}/conffiles)
endmacro()

file(READ deploy/debian/make_token.sh ROLLCALL_TOKEN)
set(ROLLCALL_STATE "
# The keys of tickets.
StateDirectory=rollcall-registration
StateDirectoryMode=0700
Environment=ROLLCALL_TICKET_KEY_DIR=%S/rollcall-registration/ticket-keys
")
rollcall_unit_package(registration service "the registration service" tzdata)
set(ROLLCALL_STATE "")
rollcall_unit_package(checkin service "the check-in service" tzdata)
rollcall_unit_package(reporting service "the reporting service" tzdata)
set(ROLLCALL_TOKEN "")
rollcall_unit_package(migrate migrate "migrations of its database")
install(FILES deploy/postgres/logins.sql DESTINATION share/rollcall COMPONENT rollcall-migrate)
rollcall_package(rollcall "the command line" tzdata)
install(FILES clients/cli/completions/rollcall.bash RENAME rollcall
        DESTINATION share/bash-completion/completions COMPONENT rollcall)
install(FILES clients/cli/completions/rollcall.zsh RENAME _rollcall
        DESTINATION share/zsh/vendor-completions COMPONENT rollcall)
install(FILES clients/cli/completions/rollcall.fish
        DESTINATION share/fish/vendor_completions.d COMPONENT rollcall)
include(CPack)

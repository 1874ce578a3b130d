# Every library is one folder: a new .cc or .h in it needs no edit here.

set(ROLLCALL_WARNINGS -Wall -Wextra -Werror)

# rollcall_library(<folder> <dependency>...) makes <folder with _ for />.
# Its main.cc, if there is one, is left to rollcall_program.
function(rollcall_library folder)
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARGN})
  target_compile_options(${name} PRIVATE ${ROLLCALL_WARNINGS})
endfunction()

# All that is installed, without tests and measurements.
add_custom_target(programs)

# rollcall_program(<name> <main> <dependency>...)
function(rollcall_program name main)
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE ${ARGN})
  target_compile_options(${name} PRIVATE ${ROLLCALL_WARNINGS})
  add_dependencies(programs ${name})
endfunction()

# rollcall_check_policies(<service proto>...) lets no service build while a method
# has no policy.
function(rollcall_check_policies)
  add_executable(policy_check tools/policy_check/main.cc)
  # All messages, whether the program names them or not.
  target_link_options(
    policy_check PRIVATE LINKER:--whole-archive $<TARGET_FILE:rollcall_protos>
                         LINKER:--no-whole-archive)
  target_link_libraries(policy_check PRIVATE common_auth gRPC::grpc++)
  target_compile_options(policy_check PRIVATE ${ROLLCALL_WARNINGS})
  set(stamp ${CMAKE_BINARY_DIR}/policies.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND policy_check ${ARGN}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS policy_check
    COMMENT "Checking the policies of methods")
  add_custom_target(policies ALL DEPENDS ${stamp})
endfunction()

# rollcall_service(<name> <dependency>...) makes the library services_<name>
# and the program rollcall-<name>.
function(rollcall_service name)
  rollcall_library(services/${name} common_rpc common_db ${name}_sql ${ARGN})
  rollcall_program(rollcall-${name} services/${name}/main.cc services_${name}
                   common_app)
  add_dependencies(services_${name} policies)
endfunction()

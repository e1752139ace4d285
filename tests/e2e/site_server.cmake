vuoro_test(site_server_test SOURCES e2e/site_server_test.cpp e2e/site_week_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_server_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_server_test vuoro-server)
vuoro_test(site_moves_test SOURCES e2e/site_moves_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_moves_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_moves_test vuoro-server)
# Kills in the middle of moves: beside the others, for each takes its time to start again.
add_test(NAME site_moves_kill_test COMMAND site_moves_test "[kill]")
get_property(site_moves_surroundings TEST site_moves_test PROPERTY ENVIRONMENT)
set_tests_properties(site_moves_kill_test PROPERTIES TIMEOUT 600 LABELS e2e ENVIRONMENT "${site_moves_surroundings}")
vuoro_test(site_bad_line_test SOURCES e2e/site_bad_line_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_bad_line_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_bad_line_test vuoro-server)

vuoro_test(site_server_test SOURCES e2e/site_server_test.cpp e2e/site_week_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_server_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_server_test vuoro-server)
vuoro_test(site_moves_test SOURCES e2e/site_moves_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_moves_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_moves_test vuoro-server)
vuoro_test(site_bad_line_test SOURCES e2e/site_bad_line_test.cpp e2e/site_house.cpp e2e/server_program.cpp support/fault_proxy.cpp
  USES vuoro_server_client LABELS e2e TIMEOUT 600)
target_compile_definitions(site_bad_line_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(site_bad_line_test vuoro-server)

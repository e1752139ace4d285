add_library(vuoro_server_client STATIC e2e/server_client.cpp)
target_link_libraries(vuoro_server_client PUBLIC vuoro_server_program vuoro_test_support CURL::libcurl
  PRIVATE vuoro_options)
vuoro_test(server_e2e_test SOURCES e2e/server_e2e_test.cpp USES vuoro_server_client LABELS e2e threads)
vuoro_test(server_refusal_test SOURCES e2e/server_refusal_test.cpp USES vuoro_server_client LABELS e2e threads)
vuoro_test(server_kill_test SOURCES e2e/server_kill_test.cpp e2e/server_program.cpp USES vuoro_server_client LABELS e2e)
target_compile_definitions(server_kill_test PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(server_kill_test vuoro-server)
vuoro_test(server_schema_test SOURCES e2e/server_schema_test.cpp USES vuoro_server_client vuoro_server_yaml LABELS e2e)
vuoro_test(bad_line_test SOURCES e2e/bad_line_test.cpp support/fault_proxy.cpp USES vuoro_kiosk_engine vuoro_server_client
  LABELS e2e threads)
vuoro_test(bad_server_test SOURCES e2e/bad_server_test.cpp support/bad_server.cpp support/fault_proxy.cpp
  USES vuoro_kiosk_engine vuoro_server_client LABELS e2e threads)
vuoro_test(protocol_version_test SOURCES e2e/protocol_version_test.cpp USES vuoro_server_client LABELS e2e threads)

# Many devices in one thread; bench/herd.cmake has thousands of them.
add_library(vuoro_herd STATIC support/herd.cpp support/herd_line.cpp support/herd_settle.cpp e2e/server_program.cpp)
target_link_libraries(vuoro_herd PUBLIC vuoro_server_client vuoro_sync PRIVATE vuoro_options)
target_compile_definitions(vuoro_herd PRIVATE VUORO_SERVER_PROGRAM="$<TARGET_FILE:vuoro-server>")
add_dependencies(vuoro_herd vuoro-server)
vuoro_test(herd_test SOURCES e2e/herd_test.cpp USES vuoro_herd LABELS e2e)

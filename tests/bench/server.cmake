# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(server_bench bench/server_bench.cpp)
target_link_libraries(server_bench PRIVATE vuoro_server_client vuoro_options)

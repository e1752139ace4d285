# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(lobby_bench bench/lobby_bench.cpp bench/other_server.cpp bench/crowd.cpp)
target_link_libraries(lobby_bench PRIVATE vuoro_server_client vuoro_options)

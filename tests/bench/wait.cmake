# Run by packaging/bench.sh; prints JSON lines. Its figures do not depend on the machine.
add_executable(wait_bench bench/wait_bench.cpp bench/wait_world.cpp bench/wait_lobbies.cpp)
target_link_libraries(wait_bench PRIVATE vuoro_lobby vuoro_base vuoro_options)

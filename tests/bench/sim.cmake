# Run by packaging/bench.sh; prints JSON lines.
add_executable(sim_bench bench/sim_bench.cpp)
target_link_libraries(sim_bench PRIVATE vuoro_sim_world vuoro_options)

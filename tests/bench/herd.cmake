# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(herd_bench bench/herd_bench.cpp)
target_link_libraries(herd_bench PRIVATE vuoro_herd vuoro_options)

# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(week_bench bench/week_bench.cpp)
target_link_libraries(week_bench PRIVATE vuoro_kiosk_engine vuoro_herd vuoro_options)

add_executable(bench_table bench/bench_table.cpp)
target_link_libraries(bench_table PRIVATE vuoro_base vuoro_options)

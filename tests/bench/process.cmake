add_executable(process_bench bench/process_bench.cpp bench/chromium.cpp bench/memory_map.cpp bench/visitors.cpp)
target_link_libraries(process_bench PRIVATE vuoro_e2e vuoro_i18n vuoro_test_support vuoro_options)

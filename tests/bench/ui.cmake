# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(ui_bench bench/ui_bench.cpp bench/touch_bench.cpp)
target_link_libraries(ui_bench PRIVATE vuoro_ui_gallery vuoro_ui vuoro_drivers vuoro_test_support PkgConfig::SDL2
                                       vuoro_options)

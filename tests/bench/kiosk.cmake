add_executable(kiosk_bench bench/kiosk_bench.cpp)
target_link_libraries(kiosk_bench PRIVATE vuoro_test_authority vuoro_kiosk_engine vuoro_test_support PkgConfig::CLI11
                                          vuoro_options)

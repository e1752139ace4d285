# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
add_executable(offline_bench bench/offline_bench.cpp bench/rich_lobby.cpp support/fault_proxy.cpp)
target_link_libraries(offline_bench PRIVATE vuoro_kiosk_engine vuoro_herd vuoro_content vuoro_options)

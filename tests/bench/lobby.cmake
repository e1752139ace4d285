add_library(vuoro_slow_sync SHARED bench/slow_sync.cpp)
target_link_libraries(vuoro_slow_sync PRIVATE vuoro_options ${CMAKE_DL_LIBS})

# Run by packaging/bench.sh; prints JSON lines. Not a ctest: figures belong to a quiet machine.
# vuoro_slow_sync comes before libc, whose syncs it takes the place of.
add_executable(lobby_bench bench/lobby_bench.cpp bench/other_server.cpp bench/crowd.cpp bench/rates.cpp)
target_link_libraries(lobby_bench PRIVATE -Wl,--no-as-needed vuoro_slow_sync -Wl,--as-needed vuoro_server_client vuoro_options)

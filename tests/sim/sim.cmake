vuoro_test(lobby_sim
  SOURCES sim/lobby_sim.cpp sim/world.cpp sim/checkers.cpp support/sim_disk.cpp support/sim_disk_vfs.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_test_support
  LABELS sim)

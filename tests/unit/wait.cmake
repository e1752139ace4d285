vuoro_test(wait_model_test
  SOURCES unit/wait_model_test.cpp bench/wait_world.cpp bench/wait_lobbies.cpp
  USES vuoro_lobby vuoro_base vuoro_test_support
  LABELS unit)

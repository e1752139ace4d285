vuoro_test(server_phone_test SOURCES unit/server_phone_test.cpp
  USES vuoro_server_world vuoro_api vuoro_authority vuoro_test_support LABELS unit)

vuoro_test(server_tickets_test SOURCES unit/server_tickets_test.cpp unit/server_places_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_prints_test SOURCES unit/server_prints_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_intervals_test SOURCES unit/server_intervals_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(store_tickets_test SOURCES unit/store_tickets_test.cpp USES vuoro_store vuoro_test_support LABELS unit)

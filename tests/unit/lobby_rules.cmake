vuoro_test(lobby_segments_test SOURCES unit/lobby_profiles_test.cpp unit/lobby_segmentation_test.cpp unit/lobby_capacity_test.cpp
  USES vuoro_lobby vuoro_test_support LABELS unit)
vuoro_test(server_counters_test SOURCES unit/server_counters_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_rights_test SOURCES unit/server_rights_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_capacity_test SOURCES unit/server_capacity_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(kiosk_segments_test SOURCES unit/kiosk_segments_test.cpp unit/kiosk_numbers_said_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_lobby_facts vuoro_test_support LABELS unit)
vuoro_test(content_rules_test SOURCES unit/content_rules_test.cpp
  USES vuoro_content vuoro_test_support LABELS unit)

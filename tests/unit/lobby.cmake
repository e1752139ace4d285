vuoro_test(lobby_test
  SOURCES unit/lobby_rules_test.cpp unit/lobby_hours_test.cpp
  USES vuoro_lobby vuoro_base vuoro_test_support
  LABELS unit)

vuoro_test(desk_model_test SOURCES unit/desk_model_test.cpp unit/desk_model.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_undo_test SOURCES unit/server_undo_test.cpp
  USES vuoro_server_world vuoro_authority vuoro_test_support LABELS unit)

add_library(vuoro_shares_world STATIC unit/shares_world.cpp)
target_link_libraries(vuoro_shares_world PUBLIC vuoro_server_world vuoro_authority vuoro_sync PRIVATE vuoro_options)
vuoro_test(slot_shares_test SOURCES unit/slot_shares_test.cpp
  USES vuoro_shares_world vuoro_test_support LABELS unit)
vuoro_test(kiosk_slots_test SOURCES unit/kiosk_slots_test.cpp unit/slot_stock_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_test_support LABELS unit)

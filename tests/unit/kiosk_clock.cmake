vuoro_test(kiosk_engine_clock_test
  SOURCES unit/kiosk_engine_clock_test.cpp unit/kiosk_offline_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_test_support
  LABELS unit)

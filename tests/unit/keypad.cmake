vuoro_test(drivers_keypad_test SOURCES unit/drivers_keypad_test.cpp USES vuoro_drivers vuoro_test_support
  LABELS unit threads)
vuoro_test(ui_speech_test SOURCES unit/ui_speech_test.cpp USES vuoro_ui vuoro_test_support LABELS unit)
vuoro_test(drivers_speech_live_test SOURCES unit/drivers_speech_live_test.cpp USES vuoro_drivers vuoro_test_support
  LABELS unit threads)

vuoro_test(keypad_screens_test
  SOURCES screens/keypad_jobs_test.cpp screens/keypad_screens_test.cpp screens/listener.cpp
  USES vuoro_screen_stage vuoro_kiosk_speech LABELS screens)

vuoro_test(guidelines_test SOURCES screens/guidelines_test.cpp screens/guidelines_bite_test.cpp
  USES vuoro_screen_stage LABELS screens)
vuoro_test(guidelines_pixels_test SOURCES screens/guidelines_pixels_test.cpp screens/keyboard_test.cpp
  USES vuoro_screen_stage LABELS screens)

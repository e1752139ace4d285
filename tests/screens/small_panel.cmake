vuoro_test(small_panel_test SOURCES screens/small_panel_test.cpp screens/guidelines.cpp screens/guidelines_contrast.cpp USES vuoro_screen_stage LABELS screens)

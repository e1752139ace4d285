vuoro_test(small_panel_test SOURCES screens/small_panel_test.cpp USES vuoro_screen_stage LABELS screens)

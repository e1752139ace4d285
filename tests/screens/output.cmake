vuoro_test(output_test SOURCES screens/output_test.cpp USES vuoro_screen_stage vuoro_ui LABELS screens)

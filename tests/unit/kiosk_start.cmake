vuoro_test(kiosk_start_test SOURCES unit/kiosk_start_test.cpp USES vuoro_kiosk_app vuoro_test_support LABELS unit threads)

vuoro_test(kiosk_catalogue_test SOURCES unit/kiosk_catalogue_test.cpp USES vuoro_catalogue LABELS unit)

vuoro_fuzz(edid SOURCES fuzz/edid_fuzz.cpp USES vuoro_kiosk_app)

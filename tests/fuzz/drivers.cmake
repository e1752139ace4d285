vuoro_fuzz(escpos_status SOURCES fuzz/escpos_status_fuzz.cpp USES vuoro_drivers)
vuoro_fuzz(escpos_stream SOURCES fuzz/escpos_stream_fuzz.cpp USES vuoro_drivers)
vuoro_fuzz(qr_payload SOURCES fuzz/qr_payload_fuzz.cpp USES vuoro_drivers)

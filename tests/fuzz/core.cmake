vuoro_fuzz(record SOURCES fuzz/record_fuzz.cpp USES vuoro_sync vuoro_lobby)
vuoro_fuzz(config SOURCES fuzz/config_fuzz.cpp USES vuoro_kiosk_app vuoro_server_program)

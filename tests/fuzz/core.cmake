vuoro_fuzz(record SOURCES fuzz/record_fuzz.cpp USES vuoro_sync vuoro_lobby)

vuoro_fuzz(remote SOURCES fuzz/remote_fuzz.cpp USES vuoro_remote_ask)

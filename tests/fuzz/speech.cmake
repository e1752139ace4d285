vuoro_fuzz(evdev SOURCES fuzz/evdev_fuzz.cpp USES vuoro_drivers)
vuoro_fuzz(spoken SOURCES fuzz/spoken_fuzz.cpp USES vuoro_ui)

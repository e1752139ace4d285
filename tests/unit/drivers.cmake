vuoro_test(drivers_printer_test
  SOURCES unit/drivers_escpos_bytes_test.cpp unit/drivers_escpos_shared_test.cpp unit/drivers_printer_test.cpp
          unit/drivers_printer_every_byte_test.cpp unit/drivers_receipt_test.cpp support/printer_wire.cpp
  USES vuoro_drivers vuoro_test_support LABELS unit)
vuoro_test(drivers_scanner_test SOURCES unit/drivers_scanner_test.cpp USES vuoro_drivers vuoro_test_support LABELS unit)
vuoro_test(drivers_speech_test SOURCES unit/drivers_speech_test.cpp USES vuoro_drivers vuoro_test_support LABELS unit threads)
vuoro_test(drivers_small_test SOURCES unit/drivers_small_test.cpp USES vuoro_drivers vuoro_test_support LABELS unit threads)

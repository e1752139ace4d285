vuoro_test(content_test
  SOURCES unit/content_guidance_test.cpp unit/content_demo_test.cpp unit/content_ptv_test.cpp unit/content_tpr_test.cpp
  USES vuoro_content vuoro_test_support LABELS unit)
vuoro_test(ctl_test
  SOURCES unit/ctl_commands_test.cpp unit/ctl_backup_test.cpp
  USES vuoro_ctl vuoro_store vuoro_server_client vuoro_test_support LABELS unit)

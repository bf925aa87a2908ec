/* AddressSanitizer's options for programs that open a window. The graphics drivers SDL loads leak, and are unloaded
   before the report, so that no suppression can name them. Leaks of our own are sought in every windowless suite. */
const char* __asan_default_options(void);
const char* __asan_default_options(void) { return "detect_leaks=0"; }

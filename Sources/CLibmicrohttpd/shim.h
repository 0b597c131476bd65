// The system's libmicrohttpd (0.9.75 or later). Used through CHTTP alone.
#pragma once
#include <microhttpd.h>

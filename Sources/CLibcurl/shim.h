// The system's libcurl (7.85 or later: CURLOPT_PROTOCOLS_STR). Used through CHTTP alone.
#pragma once
#include <curl/curl.h>

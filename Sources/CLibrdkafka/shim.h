// The system's librdkafka (2.0.2 or later). Used through CRdKafka alone.
#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

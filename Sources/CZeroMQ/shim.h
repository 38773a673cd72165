#pragma once
#include <zmq.h>
#include <zmq_utils.h>

/* ZMQ_ZAP_ENFORCE_DOMAIN: works in libzmq 4.3.4, but its macro stands behind the draft API. */
#define CELLBUS_ZMQ_ZAP_ENFORCE_DOMAIN 93

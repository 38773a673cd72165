// The peer's side of deploy/bench.sh: NATS JetStream with a stream on disk, over TLS, each message acknowledged by the
// server. Prints one line of JSON.
//
// usage: peer URL PUBLISHERS READERS MESSAGES SIZE RECIPIENTS [RATE]
//
// Readers form groups of RECIPIENTS, and each group reads one subject, so that each message comes to so many readers; with
// RECIPIENTS = READERS everybody reads everything. Publishers are connections of their own, each on its thread, with 4,096
// messages under way. With RATE one publisher sends so many a second, each after the acknowledgement of the one before.
#include <inttypes.h>
#include <nats/nats.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *url;
static long publishers, readers, messages, size, recipients, groups;
static double rate;

static void must(natsStatus status, const char *what) {
  if (status == NATS_OK) return;
  fprintf(stderr, "peer: %s: %s\n", what, natsStatus_GetText(status));
  exit(1);
}

static int64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static natsConnection *connected(void) {
  natsOptions *options = NULL;
  natsConnection *connection = NULL;
  must(natsOptions_Create(&options), "options");
  must(natsOptions_SetURL(options, url), "url");
  must(natsOptions_SetSecure(options, true), "tls");
  must(natsOptions_SkipServerVerification(options, true), "tls");
  must(natsConnection_Connect(&connection, options), "connect");
  natsOptions_Destroy(options);
  return connection;
}

struct reader {
  volatile long got;
  volatile int64_t last;
  int64_t *latency;  // of each message, where they are paced
};

static void on_message(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *closure) {
  struct reader *reader = closure;
  (void)connection, (void)subscription;
  int64_t now = nanoseconds();
  if (reader->latency) {
    int64_t sent;
    memcpy(&sent, natsMsg_GetData(message), sizeof sent);
    reader->latency[reader->got] = now - sent;
  }
  natsMsg_Destroy(message);
  reader->last = now;
  reader->got++;
}

static long share(long publisher) { return messages / publishers + (publisher < messages % publishers); }

// The number of a publisher's message decides its group: publishers begin at different ones.
static long group_of(long publisher, long number) { return (publisher + number) % groups; }

static int64_t *acknowledged;

static void *publish(void *closure) {
  long own = (long)closure;
  natsConnection *connection = connected();
  jsCtx *stream = NULL;
  jsOptions options;
  jsOptions_Init(&options);
  options.PublishAsync.MaxPending = 4096;
  options.PublishAsync.StallWait = 60000;
  must(natsConnection_JetStream(&stream, connection, &options), "context");
  char *body = calloc(1, size), subject[32];
  memset(body, 'x', size);
  int64_t began = nanoseconds();
  for (long number = 0; number < share(own); number++) {
    snprintf(subject, sizeof subject, "cell.%ld", group_of(own, number));
    if (rate > 0) {
      int64_t due = began + (int64_t)(number * 1e9 / rate);
      while (nanoseconds() < due) usleep(20);
      memcpy(body, &due, sizeof due);
      must(js_Publish(NULL, stream, subject, body, size, NULL, NULL), "publish");
      acknowledged[number] = nanoseconds() - due;
    } else {
      must(js_PublishAsync(stream, subject, body, size, NULL), "publish");
    }
  }
  must(js_PublishAsyncComplete(stream, NULL), "acknowledgements");
  free(body);
  return NULL;
}

static int by_value(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  if (argc < 7) {
    fprintf(stderr, "usage: peer URL PUBLISHERS READERS MESSAGES SIZE RECIPIENTS [RATE]\n");
    return 64;
  }
  url = argv[1];
  publishers = atol(argv[2]), readers = atol(argv[3]), messages = atol(argv[4]);
  size = atol(argv[5]), recipients = atol(argv[6]);
  rate = argc > 7 ? atof(argv[7]) : 0;
  groups = readers / recipients;

  natsConnection *connection = connected();
  jsCtx *stream = NULL;
  must(natsConnection_JetStream(&stream, connection, NULL), "context");
  js_DeleteStream(stream, "CELL", NULL, NULL);
  jsStreamConfig config;
  jsStreamConfig_Init(&config);
  const char *subjects[] = {"cell.*"};
  config.Name = "CELL", config.Subjects = subjects, config.SubjectsLen = 1, config.Storage = js_FileStorage;
  must(js_AddStream(NULL, stream, &config, NULL, NULL), "stream");

  struct reader *all = calloc(readers, sizeof *all);
  long *expected = calloc(readers, sizeof *expected);
  for (long place = 0; place < readers; place++) {
    char subject[32];
    long group = place / recipients % groups;
    snprintf(subject, sizeof subject, "cell.%ld", group);
    for (long publisher = 0; publisher < publishers; publisher++)
      for (long number = 0; number < share(publisher); number++) expected[place] += group_of(publisher, number) == group;
    if (rate > 0) all[place].latency = calloc(expected[place], sizeof(int64_t));
    natsConnection *own = connected();
    jsCtx *context = NULL;
    natsSubscription *subscription = NULL;
    jsSubOptions options;
    jsSubOptions_Init(&options);
    options.Ordered = true;
    must(natsConnection_JetStream(&context, own, NULL), "context");
    must(js_Subscribe(&subscription, context, subject, on_message, &all[place], NULL, &options, NULL), "subscribe");
    must(natsSubscription_SetPendingLimits(subscription, -1, -1), "limits");
  }
  acknowledged = calloc(messages, sizeof(int64_t));

  int64_t began = nanoseconds();
  pthread_t *threads = calloc(publishers, sizeof *threads);
  for (long place = 0; place < publishers; place++) pthread_create(&threads[place], NULL, publish, (void *)place);
  for (long place = 0; place < publishers; place++) pthread_join(threads[place], NULL);
  int64_t published = nanoseconds(), delivered = published;
  long deliveries = 0;
  for (long place = 0; place < readers; place++) {
    while (all[place].got < expected[place]) usleep(1000);
    if (place == 0 || all[place].last > delivered) delivered = all[place].last;
    deliveries += all[place].got;
  }
  printf("{\"publishedPerSecond\":%.0f,\"deliveredPerSecond\":%.0f", messages * 1e9 / (published - began),
         deliveries * 1e9 / (delivered - began));
  if (rate > 0) {
    qsort(acknowledged, messages, sizeof(int64_t), by_value);
    qsort(all[0].latency, expected[0], sizeof(int64_t), by_value);
    printf(",\"receiptMicroseconds\":{\"p50\":%" PRId64 ",\"p99\":%" PRId64 "}", acknowledged[messages / 2] / 1000,
           acknowledged[messages * 99 / 100] / 1000);
    printf(",\"deliveryMicroseconds\":{\"p50\":%" PRId64 ",\"p99\":%" PRId64 "}",
           all[0].latency[expected[0] / 2] / 1000, all[0].latency[expected[0] * 99 / 100] / 1000);
  }
  printf("}\n");
  return 0;
}

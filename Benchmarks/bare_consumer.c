// The least that a Kafka consumer can do: librdkafka hands over every record of a topic, from the
// low to the high watermarks of the start, and the records and their bytes are counted.
//
//     cc -O2 -o bare_consumer bare_consumer.c -lrdkafka
//     bare_consumer BOOTSTRAP TOPIC
//
// Prints "records bytes seconds", the seconds counted from the first record on.

#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 10000, TIMEOUT_MS = 30000 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fail(const char *what, const char *why) {
    fprintf(stderr, "error: %s: %s\n", what, why);
    exit(1);
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char why[256];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK) fail(name, why);
}

static rd_kafka_t *connect_to(const char *bootstrap) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap);
    set(conf, "group.id", "ticklake-bare-consumer");
    set(conf, "enable.auto.commit", "false");
    set(conf, "enable.partition.eof", "false");
    char why[256];
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (!client) fail("cannot make a consumer", why);
    rd_kafka_poll_set_consumer(client);
    return client;
}

static int partition_count(rd_kafka_t *client, const char *topic) {
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t error = rd_kafka_metadata(client, 0, handle, &metadata, TIMEOUT_MS);
    if (error) fail(topic, rd_kafka_err2str(error));
    int count = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
    if (count == 0) fail(topic, "no such topic");
    return count;
}

// Assigns every partition from its start; returns how many have records, and their ends in `ends`.
static int assign_all(rd_kafka_t *client, const char *topic, int partitions, int64_t *ends) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
    int busy = 0;
    for (int32_t i = 0; i < partitions; i++) {
        int64_t low, high;
        rd_kafka_resp_err_t error =
            rd_kafka_query_watermark_offsets(client, topic, i, &low, &high, TIMEOUT_MS);
        if (error) fail("watermarks", rd_kafka_err2str(error));
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = low;
        ends[i] = high;
        if (low < high) busy++;
    }
    rd_kafka_resp_err_t error = rd_kafka_assign(client, list);
    if (error) fail("assign", rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(list);
    return busy;
}

int main(int argc, char **argv) {
    if (argc != 3) fail("usage", "bare_consumer BOOTSTRAP TOPIC");
    rd_kafka_t *client = connect_to(argv[1]);
    int partitions = partition_count(client, argv[2]);
    int64_t *ends = calloc((size_t)partitions, sizeof *ends);
    int busy = assign_all(client, argv[2], partitions, ends);

    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(client);
    rd_kafka_message_t *messages[BATCH];
    uint64_t records = 0, bytes = 0;
    double began = 0;
    while (busy > 0) {
        // A batch call waits until the batch is full: wait for one record, then take what is there.
        messages[0] = rd_kafka_consume_queue(queue, TIMEOUT_MS);
        if (!messages[0]) fail("consume", "nothing came for 30 s");
        if (records == 0) began = now();
        ssize_t count = 1 + rd_kafka_consume_batch_queue(queue, 0, messages + 1, BATCH - 1);
        for (ssize_t i = 0; i < count; i++) {
            rd_kafka_message_t *message = messages[i];
            if (message->err) fail("consume", rd_kafka_message_errstr(message));
            records++;
            bytes += message->len + message->key_len;
            if (message->offset == ends[message->partition] - 1) busy--;
            rd_kafka_message_destroy(message);
        }
    }
    printf("%llu %llu %.3f\n", (unsigned long long)records, (unsigned long long)bytes,
           now() - began);
    // The process ends here: tearing the client down would be measured too, and serves nobody.
    fflush(stdout);
    _Exit(0);
}

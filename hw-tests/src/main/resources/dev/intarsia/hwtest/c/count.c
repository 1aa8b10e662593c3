/* A plugin for QEMU: counts the instructions between two addresses, and writes the count of each such stretch as a line of a file.
 *
 * Arguments: begin=ADDRESS,end=ADDRESS,out=FILE. The few parts of the plugin interface that it uses are declared here, so that no
 * header of QEMU has to be installed. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef struct {
    const char *target;
    struct {
        int least, current;
    } version;
    bool system;
    int processors, most;
} information;

enum { NO_REGISTERS = 0, ADD_U64 = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*callback)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int operation, void *at, uint64_t value);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*callback)(unsigned, void *), int flags, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static uint64_t executed, before, begin, end;
static FILE *out;

static void on_begin(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    before = executed;
}

static void on_end(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    fprintf(out, "%" PRIu64 "\n", executed - before);
    fflush(out);
}

/* Both marks begin a block of their own, since they are called: whole blocks lie between them. */
static void on_translation(uint64_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    size_t count = qemu_plugin_tb_n_insns(block);
    qemu_plugin_register_vcpu_tb_exec_inline(block, ADD_U64, &executed, count);
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);
        if (address == begin) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_begin, NO_REGISTERS, NULL);
        } else if (address == end) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_end, NO_REGISTERS, NULL);
        }
    }
}

__attribute__((visibility("default"))) int qemu_plugin_install(uint64_t id, const information *info, int count, char **arguments)
{
    (void)info;
    for (int i = 0; i < count; i++) {
        if (strncmp(arguments[i], "begin=", 6) == 0) {
            begin = strtoull(arguments[i] + 6, NULL, 16);
        } else if (strncmp(arguments[i], "end=", 4) == 0) {
            end = strtoull(arguments[i] + 4, NULL, 16);
        } else if (strncmp(arguments[i], "out=", 4) == 0) {
            out = fopen(arguments[i] + 4, "w");
        }
    }
    if (out == NULL) {
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}

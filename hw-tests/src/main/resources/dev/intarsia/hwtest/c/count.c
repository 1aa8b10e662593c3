/* A plugin for QEMU: counts the instructions between two addresses, and writes the count of each such stretch as a line of a file; behind it
 * the cycles that a Cortex-M4 would take by a static estimate: one for an instruction, two for a load that does not follow another, one and
 * one for each register where several are moved, three for a branch that is taken. Memory does not wait. For other instruction sets than
 * Thumb the second number means nothing.
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

/* A block as it is translated: where it is, and what it costs if it is entered by falling through, not behind a load. */
typedef struct {
    uint64_t start, behind, cycles;
    bool begins, ends; /* with a load */
} block_cost;

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*callback)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int operation, void *at, uint64_t value);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*callback)(unsigned, void *), int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*callback)(unsigned, void *), int flags, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static uint64_t executed, before, begin, end;
static uint64_t cycles, cycles_before, came_from;
static bool behind_load;
static FILE *out;

static void on_begin(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    before = executed;
    cycles_before = cycles;
}

static void on_end(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    fprintf(out, "%" PRIu64 " %" PRIu64 "\n", executed - before, cycles - cycles_before);
    fflush(out);
}

static void on_block(unsigned processor, void *data)
{
    (void)processor;
    const block_cost *block = data;
    cycles += block->cycles + (came_from != block->start ? 2 : 0) - (block->begins && behind_load ? 1 : 0);
    came_from = block->behind;
    behind_load = block->ends;
}

static unsigned ones(unsigned word)
{
    unsigned count = 0;
    for (; word != 0; word &= word - 1) {
        count++;
    }
    return count;
}

/* How many registers a Thumb instruction moves from or to memory, if several may be; else 0. */
static unsigned several(unsigned first, unsigned second)
{
    if (first >> 12 == 0xc) {
        return ones(first & 0xff);
    }
    if ((first & 0xfe00) == 0xb400 || (first & 0xfe00) == 0xbc00) {
        return ones(first & 0x1ff);
    }
    if ((first & 0xfe40) == 0xe800) {
        return ones(second);
    }
    /* two registers, and not a branch by a table */
    return (first & 0xfe40) == 0xe840 && ((first & 0x0100) != 0 || (first & 0x20) != 0) ? 2 : 0;
}

static bool is_load(unsigned first)
{
    if (first >> 11 == 0x9) {
        return true;
    }
    if (first >> 12 == 0x5) {
        return (first >> 9 & 7) >= 3;
    }
    if (first >> 12 == 0x6 || first >> 12 == 0x7 || first >> 12 == 0x8 || first >> 12 == 0x9) {
        return (first & 0x0800) != 0;
    }
    return (first & 0xfe00) == 0xf800 && (first & 0x10) != 0;
}

static block_cost *cost_of(struct qemu_plugin_tb *block)
{
    block_cost *cost = calloc(1, sizeof *cost);
    size_t count = qemu_plugin_tb_n_insns(block);
    bool behind = false;
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        const uint8_t *bytes = qemu_plugin_insn_data(instruction);
        size_t size = qemu_plugin_insn_size(instruction);
        unsigned first = bytes[0] | (unsigned)bytes[1] << 8;
        unsigned registers = several(first, size == 4 ? bytes[2] | (unsigned)bytes[3] << 8 : 0);
        bool load = registers == 0 && is_load(first);
        if (i == 0) {
            cost->start = qemu_plugin_insn_vaddr(instruction);
            cost->begins = load;
        }
        cost->behind = qemu_plugin_insn_vaddr(instruction) + size;
        cost->cycles += 1 + registers + (load && !behind ? 1 : 0);
        cost->ends = load;
        behind = load;
    }
    return cost;
}

/* Both marks begin a block of their own, since they are called: whole blocks lie between them. */
static void on_translation(uint64_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    size_t count = qemu_plugin_tb_n_insns(block);
    qemu_plugin_register_vcpu_tb_exec_inline(block, ADD_U64, &executed, count);
    qemu_plugin_register_vcpu_tb_exec_cb(block, on_block, NO_REGISTERS, cost_of(block));
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

#include "board.h"

/* Semihosting: the emulator does what the register says when it meets this instruction. */
#if defined(__riscv)
static intptr_t host(intptr_t operation, const void *argument)
{
    register intptr_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".balign 16\n"
                     ".option push\n"
                     ".option norvc\n"
                     "slli x0, x0, 0x1f\n"
                     "ebreak\n"
                     "srai x0, x0, 7\n"
                     ".option pop\n"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
}
#else
static intptr_t host(intptr_t operation, const void *argument)
{
    register intptr_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}
#endif

enum { OPEN = 1, CLOSE = 2, WRITE = 5, READ = 6, EXIT = 0x20 };
static const intptr_t STOPPED = 0x20026;

int32_t board_open(const char *name, int32_t length, int32_t mode)
{
    intptr_t arguments[3] = {(intptr_t)name, mode, length};
    int32_t file = (int32_t)host(OPEN, arguments);
    if (file < 0) {
        board_exit(2);
    }
    return file;
}

void board_read(int32_t file, void *at, int32_t bytes)
{
    intptr_t arguments[3] = {file, (intptr_t)at, bytes};
    if (host(READ, arguments) != 0) {
        board_exit(3);
    }
}

void board_write(int32_t file, const void *at, int32_t bytes)
{
    intptr_t arguments[3] = {file, (intptr_t)at, bytes};
    if (host(WRITE, arguments) != 0) {
        board_exit(4);
    }
}

void board_close(int32_t file)
{
    intptr_t arguments[1] = {file};
    host(CLOSE, arguments);
}

void board_exit(int32_t status)
{
    intptr_t arguments[2] = {STOPPED, status};
    for (;;) {
        host(EXIT, arguments);
    }
}

__attribute__((noinline)) void count_begin(void)
{
    __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) void count_end(void)
{
    __asm__ volatile("" ::: "memory");
}

extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[], stack_top[];
int main(void);

/* Compilers call these for copies of structures. */
__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memcpy(void *to, const void *from, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++) {
        ((char *)to)[i] = ((const char *)from)[i];
    }
    return to;
}

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memset(void *to, int value, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++) {
        ((char *)to)[i] = (char)value;
    }
    return to;
}

__attribute__((used)) void start_c(void)
{
    for (uint32_t *to = data_start, *from = data_load; to < data_end;) {
        *to++ = *from++;
    }
    for (uint32_t *to = bss_start; to < bss_end;) {
        *to++ = 0;
    }
    board_exit(main());
}

#if defined(__riscv)
__attribute__((naked, used, section(".start"))) void start(void)
{
    __asm__ volatile("la sp, stack_top\n"
                     "j start_c\n");
}
#else
static void fault(void)
{
    board_exit(99);
}

__attribute__((naked, used)) void start(void)
{
    __asm__ volatile("ldr r0, =stack_top\n"
                     "mov sp, r0\n"
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
                     /* the coprocessors that floating point and vectors are, before any function saves their registers */
                     "ldr r0, =0xe000ed88\n"
                     "ldr r1, [r0]\n"
                     "orr r1, r1, #0xf00000\n"
                     "str r1, [r0]\n"
                     "dsb\n"
                     "isb\n"
#endif
                     "ldr r0, =start_c\n"
                     "bx r0\n");
}

__attribute__((used, section(".start"))) void *const vectors[16] = {
    stack_top, (void *)start, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault, 0, 0, 0,
    (void *)fault, (void *)fault, 0, (void *)fault, (void *)fault,
};
#endif

/* What a program without an operating system has under an emulator: files of the emulator's machine, and an end. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Reads or writes a whole file of the emulator's folder, piece by piece. */
int32_t board_open(const char *name, int32_t length, int32_t mode);
void board_read(int32_t file, void *at, int32_t bytes);
void board_write(int32_t file, const void *at, int32_t bytes);
void board_close(int32_t file);

enum { BOARD_READ = 1, BOARD_WRITE = 5 };

/* Ends the emulator. */
void board_exit(int32_t status);

/* The emulator's plugin counts the instructions between these two. */
void count_begin(void);
void count_end(void);

#endif

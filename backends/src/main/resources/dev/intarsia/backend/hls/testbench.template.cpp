/* Runs @title@ on golden vectors and compares every word of every tensor.
 *
 *     testbench [GOLDEN]              compares; says which layer and which word differ, and ends with status 1
 *     testbench --print INPUTS WORDS  writes every word of every layer, 8 bytes each
 *
 * Both then say what the accumulators of each layer held at the least and at the most.
 */
#include "@name@.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

typedef std::map<std::string, std::vector<long long> > tensors;

@streams@
static tensors expected;
static std::FILE *printed;
static long failures, compared;

static void fail(const char *message, const char *what)
{
    std::fprintf(stderr, "%s: %s\n", what, message);
    std::exit(2);
}

/* Every layer's words come here in order. */
void show_word(const char *tensor, long at, long long word)
{
    if (printed != NULL) {
        std::fwrite(&word, sizeof word, 1, printed);
        return;
    }
    tensors::const_iterator found = expected.find(tensor);
    if (found == expected.end() || at >= static_cast<long>(found->second.size())) {
        fail("the golden vectors have no such word", tensor);
    }
    compared++;
    if (word != found->second[at] && failures++ < 10) {
        std::printf("%s[%ld] is %lld, expected %lld\n", tensor, at, word, found->second[at]);
    }
}

template <class S>
static void feed(const char *tensor, S &stream, long words)
{
    const std::vector<long long> &given = expected[tensor];
    if (static_cast<long>(given.size()) != words) {
        fail("the vectors have another number of words of this input", tensor);
    }
    for (long i = 0; i < words; i++) {
        stream.write(given[i]);
    }
}

template <class S>
static void drain(const char *tensor, S &stream, long words)
{
    for (long i = 0; i < words; i++) {
        const long long word = stream.read().to_int64();
        if (printed == NULL) {
            show_word(tensor, i, word);
        }
    }
}

static void accumulators()
{
    for (const accumulator *each = accumulator::all(); each != NULL; each = each->next) {
        std::printf("accumulator %s: %d bits, held %lld to %lld\n", each->layer, each->bits, each->least, each->greatest);
    }
}

/* Reads the tensors of a vector; false where there are no more vectors. */
static bool next(std::FILE *file)
{
    char line[4096];
    expected.clear();
    if (std::fgets(line, sizeof line, file) == NULL || std::strcmp(line, "vector\n") != 0) {
        return false;
    }
    long count;
    while (std::fscanf(file, " tensor %ld", &count) == 1) {
        std::fgetc(file);
        if (std::fgets(line, sizeof line, file) == NULL) {
            return false;
        }
        line[std::strcspn(line, "\n")] = 0;
        std::vector<long long> &words = expected[line];
        for (long i = 0; i < count; i++) {
            long long word;
            if (std::fscanf(file, "%lld", &word) != 1) {
                fail("the vectors end too early", line);
            }
            words.push_back(word);
        }
        int c = std::fgetc(file);
        while (c == '\n') {
            c = std::fgetc(file);
        }
        std::ungetc(c, file);
        if (c != 't') {
            break;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    const bool print = argc == 4 && std::strcmp(argv[1], "--print") == 0;
    const char *vectors = print ? argv[2] : argc > 1 ? argv[1] : "golden.txt";
    std::FILE *file = std::fopen(vectors, "r");
    if (file == NULL) {
        fail("cannot be read", vectors);
    }
    if (print && (printed = std::fopen(argv[3], "wb")) == NULL) {
        fail("cannot be written", argv[3]);
    }
    int count = 0;
    while (next(file)) {
@inputs@
        @name@(@ports@);
@outputs@
        count++;
    }
    std::fclose(file);
    accumulators();
    if (printed != NULL) {
        return std::fclose(printed) == 0 && count > 0 ? 0 : 2;
    }
    std::printf("%d vectors, %ld words compared, %ld differ\n", count, compared, failures);
    return failures == 0 && count > 0 ? 0 : 1;
}

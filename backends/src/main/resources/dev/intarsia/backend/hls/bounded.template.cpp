/* Runs @title@ with streams of bounded depth and a clock, and holds against what was planned: that it does not stall, how many trips
 * each process makes, when the first inference ends and how far apart inferences are. Then finds the smallest depth of each stream with
 * which it does not stall, all others as planned.
 *
 *     bounded            holds against the plan; ends with status 1 where something differs, 4 where the design stalls
 *     bounded --smallest also finds the smallest depths
 *     bounded STREAM=N   gives a stream another depth
 */
#include "@name@.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

struct figure {
    const char *name;
    long long value;
};

static const figure depths[] = {
@channels@};
static const figure trips[] = {
@processes@};

@streams@
static long long ends[@inferences@];

template <class S>
static void feed(const char *, S &stream, long words)
{
    stream.limit("input", 0);
    for (long i = 0; i < words * @inferences@; i++) {
        stream.write(i % 2);
    }
}

template <class S>
static void drain(const char *, S &stream, long words)
{
    for (int inference = 0; inference < @inferences@; inference++) {
        for (long i = 0; i < words; i++) {
            const long long end = stream.written_at();
            ends[inference] = end > ends[inference] ? end : ends[inference];
            stream.read();
        }
    }
}

/* Whether all processes come to their end. */
static bool runs()
{
    dataflow::scheduler::instance().clear();
@inputs@
    @name@(@ports@);
    for (std::size_t i = 0; i < dataflow::scheduler::instance().processes().size(); i++) {
        if (!dataflow::scheduler::instance().processes()[i]->ended) {
            return false;
        }
    }
    return true;
}

static int failures;

static void compare(const char *what, long long found, long long planned)
{
    if (found != planned) {
        std::printf("%s: %lld, planned %lld\n", what, found, planned);
        failures++;
    }
}

static void smallest()
{
    for (std::size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        long long least = 1, enough = depths[i].value;
        while (least < enough) {
            const long long middle = (least + enough) / 2;
            dataflow::other_depths()[depths[i].name] = static_cast<std::size_t>(middle);
            if (runs()) {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
        dataflow::other_depths().erase(depths[i].name);
        std::printf("%s: depth %lld, smallest %lld\n", depths[i].name, depths[i].value, least);
    }
}

int main(int argc, char **argv)
{
    bool search = false;
    for (int i = 1; i < argc; i++) {
        const std::string argument = argv[i];
        const std::size_t equals = argument.find('=');
        if (std::strcmp(argv[i], "--smallest") == 0) {
            search = true;
        } else if (equals != std::string::npos) {
            dataflow::other_depths()[argument.substr(0, equals)] =
                static_cast<std::size_t>(std::atol(argument.c_str() + equals + 1));
        }
    }
    dataflow::inferences() = @inferences@;
    if (!runs()) {
        std::printf("the design stalls:\n");
        for (std::size_t i = 0; i < dataflow::scheduler::instance().processes().size(); i++) {
            const dataflow::process &process = *dataflow::scheduler::instance().processes()[i];
            if (!process.ended) {
                std::printf("%s %s\n", process.name.c_str(), process.waits.c_str());
            }
        }
        std::fflush(stdout);
        std::_Exit(4);
    }
    for (std::size_t i = 0; i < sizeof trips / sizeof *trips; i++) {
        compare(trips[i].name, dataflow::scheduler::instance().processes()[i]->trips, @inferences@ * trips[i].value);
    }
@outputs@
    compare("cycles of the first inference", ends[0] + 1, @latency@);
    compare("cycles between inferences", ends[@inferences@ - 1] - ends[@inferences@ - 2], @interval@);
    std::printf("first inference %lld cycles, one more every %lld\n", ends[0] + 1,
        ends[@inferences@ - 1] - ends[@inferences@ - 2]);
    if (search) {
        smallest();
    }
    std::fflush(stdout);
    std::_Exit(failures == 0 ? 0 : 1);
}

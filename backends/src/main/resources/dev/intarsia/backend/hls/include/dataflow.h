/* Processes and bounded streams in one thread, with a clock: what hls_stream.h and ac_channel.h are made of.
 *
 * As it is, a stream is a queue without a bound, and processes run one after the other. With INTARSIA_BOUNDED, each process is a
 * coroutine with a clock of its own: it waits where a stream is empty or full, a read takes the clock to the cycle in which the word is
 * there, and a write to the cycle in which its place is free. When all wait, the design has stalled: that is told, and the program
 * ends with status 4.
 */
#ifndef DATAFLOW_H
#define DATAFLOW_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#ifdef INTARSIA_BOUNDED
#include <functional>
#include <map>
#include <memory>
#include <ucontext.h>
#include <vector>
#endif

namespace dataflow {

#ifdef INTARSIA_BOUNDED

class process {
public:
    process(const char *name, std::function<void()> work) : name(name), work(work), stack(STACK_BYTES) {}

    static const std::size_t STACK_BYTES = std::size_t(1) << 20;
    std::string name;
    std::function<void()> work;
    std::unique_ptr<char[]> memory;
    ucontext_t context;
    std::size_t stack;
    long long clock = -1; /* the cycle that it is in */
    long long trips = 0;
    std::string waits;
    bool started = false;
    bool ended = false;
    bool moved = false;
};

/* All processes; runs them until all have ended. */
class scheduler {
public:
    static scheduler &instance()
    {
        static scheduler only;
        return only;
    }

    void spawn(const char *name, std::function<void()> work) { all.emplace_back(new process(name, work)); }

    /* The number of stalled processes; 0 when all ended. */
    int run()
    {
        bool moved = true;
        while (moved) {
            moved = false;
            for (std::size_t i = 0; i < all.size(); i++) {
                if (!all[i]->ended) {
                    resume(*all[i]);
                    moved = moved || all[i]->moved || all[i]->ended;
                }
            }
        }
        int stalled = 0;
        for (std::size_t i = 0; i < all.size(); i++) {
            if (!all[i]->ended) {
                stalled++;
            }
        }
        return stalled;
    }

    /* The process that runs; null outside of all. */
    process *now() { return current; }

    void wait(const std::string &reason)
    {
        current->waits = reason;
        swapcontext(&current->context, &main);
    }

    const std::vector<std::unique_ptr<process>> &processes() const { return all; }

    void clear() { all.clear(); }

private:
    void resume(process &next)
    {
        current = &next;
        next.moved = false;
        if (!next.started) {
            next.started = true;
            next.moved = true;
            next.memory.reset(new char[next.stack]);
            getcontext(&next.context);
            next.context.uc_stack.ss_sp = next.memory.get();
            next.context.uc_stack.ss_size = next.stack;
            next.context.uc_link = &main;
            makecontext(&next.context, &scheduler::enter, 0);
        }
        swapcontext(&main, &next.context);
        current = nullptr;
    }

    static void enter()
    {
        process *own = instance().current;
        own->work();
        own->ended = true;
    }

    std::vector<std::unique_ptr<process>> all;
    process *current = nullptr;
    ucontext_t main;
};

/* How many inferences every process makes. */
inline int &inferences()
{
    static int count = 1;
    return count;
}

/* Depths that stand in for those that the design has, by the stream's name. */
inline std::map<std::string, std::size_t> &other_depths()
{
    static std::map<std::string, std::size_t> depths;
    return depths;
}

inline std::size_t depth_of(const char *stream, std::size_t planned)
{
    std::map<std::string, std::size_t>::const_iterator found = other_depths().find(stream);
    return found == other_depths().end() ? planned : found->second;
}

/* A trip of a loop begins: one cycle. */
inline void cycle()
{
    process *now = scheduler::instance().now();
    if (now != nullptr) {
        now->clock++;
        now->trips++;
    }
}

#endif

/* What a stream of either vendor is. */
template <class T>
class queue {
public:
    explicit queue(const char *name = "") : title(name) {}

    bool empty() const { return words.empty(); }
    std::size_t size() const { return words.size(); }
    const std::string &name() const { return title; }
    std::size_t most() const { return greatest; }

    /* Empties the stream, and gives it a name and so many places. */
    void limit(const char *name, std::size_t places)
    {
        title = name;
        bound = places;
        words.clear();
#ifdef INTARSIA_BOUNDED
        stamps.clear();
        freed.clear();
        written = 0;
#endif
    }

#ifdef INTARSIA_BOUNDED
    /* In which cycle the next word was written. */
    long long written_at() const { return stamps.front() - 1; }
#endif

    T take()
    {
#ifdef INTARSIA_BOUNDED
        process *now = scheduler::instance().now();
        while (words.empty() && now != nullptr) {
            scheduler::instance().wait("reads " + title + ", which is empty");
        }
#endif
        if (words.empty()) {
            std::fprintf(stderr, "the stream %s is read while it is empty\n", title.c_str());
            std::exit(4);
        }
        T word = words.front();
        words.pop_front();
#ifdef INTARSIA_BOUNDED
        const long long ready = stamps.front();
        stamps.pop_front();
        if (now != nullptr) {
            now->moved = true;
            now->clock = now->clock > ready ? now->clock : ready;
            freed.push_back(now->clock + 1);
        }
#endif
        return word;
    }

    void give(const T &word)
    {
#ifdef INTARSIA_BOUNDED
        process *now = scheduler::instance().now();
        while (bound > 0 && words.size() >= bound && now != nullptr) {
            scheduler::instance().wait("writes " + title + ", whose " + std::to_string(bound) + " places are taken");
        }
        if (now != nullptr) {
            now->moved = true;
            if (bound > 0 && written >= bound) {
                const long long free = freed.front();
                freed.pop_front();
                now->clock = now->clock > free ? now->clock : free;
            }
            written++;
        }
        stamps.push_back(now == nullptr ? 0 : now->clock + 1);
#endif
        words.push_back(word);
        greatest = words.size() > greatest ? words.size() : greatest;
    }

private:
    std::deque<T> words;
    std::string title;
    std::size_t bound = 0;
    std::size_t greatest = 0;
#ifdef INTARSIA_BOUNDED
    std::deque<long long> stamps; /* for each word, from which cycle on it can be read */
    std::deque<long long> freed;  /* for each word that was read, from which cycle on its place is free */
    std::size_t written = 0;
#endif
};

} /* namespace dataflow */

#endif

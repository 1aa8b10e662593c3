/* Streams, with the names of the vendor's header of this name: a subset. See dataflow.h. */
#ifndef HLS_STREAM_H
#define HLS_STREAM_H

#include "dataflow.h"

namespace hls {

template <class T>
class stream : public dataflow::queue<T> {
public:
    stream() {}
    explicit stream(const char *name) : dataflow::queue<T>(name) {}

    T read() { return this->take(); }
    void read(T &word) { word = this->take(); }
    void write(const T &word) { this->give(word); }

private:
    stream(const stream &);
    stream &operator=(const stream &);
};

} /* namespace hls */

#endif

/* Streams, with the names of the vendor's header of this name: a subset. See dataflow.h. */
#ifndef AC_CHANNEL_H
#define AC_CHANNEL_H

#include "dataflow.h"

template <class T>
class ac_channel : public dataflow::queue<T> {
public:
    ac_channel() {}

    T read() { return this->take(); }
    void read(T &word) { word = this->take(); }
    void write(const T &word) { this->give(word); }

private:
    ac_channel(const ac_channel &);
    ac_channel &operator=(const ac_channel &);
};

#endif
